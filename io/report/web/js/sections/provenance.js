// SPDX-License-Identifier: Apache-2.0
function programsSection() {
  if (!tables.programs) {
    return [notice(code("programs.tsv"), " is not in this run directory: only a simulated cohort has planted programs, and the stage ",
                   code("lampyris attribute JOB.toml"), " makes it when ", code("attribute.truth"), " names their file.")];
  }
  return [element("p", {class: "about"}, "Gene programs planted by the simulation, and the node whose top genes match each best."),
          ...tableWithHeading("programs", "").slice(1)];
}

const isPlain = (value) => value === null || typeof value !== "object";
const isCell = (value) => isPlain(value) || (Array.isArray(value) && value.every(isPlain));


/** An array of like objects as a table. */
function recordsTable(name, records) {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const text = (value) => {
    if (value === undefined || value === null) return "";
    if (isPlain(value)) return String(value);
    return isCell(value) ? value.join("; ") : JSON.stringify(value);
  };
  return new TableView(new Table(name, {columns, kept: records.length, total: records.length, cut_by: "",
    cells: columns.map((column) => records.map((record) => text(record[column])))}), {search: false}).element;
}

/** Any JSON, as definition lists and tables. */
function renderJson(name, value) {
  if (isPlain(value)) return document.createTextNode(String(value));
  if (Array.isArray(value)) {
    if (!value.length) return document.createTextNode("none");
    if (value.every((entry) => !isPlain(entry) && !Array.isArray(entry))) return recordsTable(name, value);
    return document.createTextNode(value.map((entry) => (isPlain(entry) ? String(entry) : JSON.stringify(entry))).join(", "));
  }
  const entries = Object.entries(value);
  const children = entries.map(([, child]) => child);
  // Named objects of plain values, such as one per stage, read best as rows.
  if (children.every((child) => !isPlain(child) && !Array.isArray(child) && Object.values(child).every(isCell))) {
    return recordsTable(name, entries.map(([key, child]) => ({name: key, ...child})));
  }
  const list = element("dl");
  for (const [key, child] of entries) list.append(element("dt", {}, key), element("dd", {}, renderJson(key, child)));
  return list;
}

function manifestParts(manifest) {
  if (isPlain(manifest) || Array.isArray(manifest)) return [renderJson("manifest", manifest)];
  const entries = Object.entries(manifest);
  const plain = Object.fromEntries(entries.filter(([, value]) => isPlain(value)));
  const parts = Object.keys(plain).length ? [renderJson("manifest", plain)] : [];
  for (const [key, value] of entries) {
    if (!isPlain(value)) parts.push(element("h3", {}, key.replaceAll("_", " ")), renderJson(key, value));
  }
  return parts;
}

function provenanceSection() {
  const parts = report.manifest === null ? [missingFile("manifest.json", "run")] : manifestParts(report.manifest);
  if (report.job === null) return [...parts, missingFile("job.toml", "run")];
  return [...parts, element("details", {open: ""}, element("summary", {}, "job.toml, with every default resolved"),
                            element("pre", {}, report.job))];
}
