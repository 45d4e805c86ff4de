// SPDX-License-Identifier: Apache-2.0
const pageRows = 50;

/** Says what a column holds, shown when the pointer rests on its header. */
const glossary = {
  parameters: "numbers of the model", code: "numbers that a sample is compressed to",
  pca: "components of the PCA beside it", part: "samples of the difference", difference: "R² of the cell − R² of PCA",
  r2_global: "1 − Σ(x̂−x)² / Σ(x−mean of training)², sums over all genes",
  r2_gene_mean: "mean over genes of R² per gene", r2_gene_median: "median over genes of R² per gene",
  p: "see the section's text", q: "Benjamini–Hochberg; what it is corrected over is said above the table",
  p_permutation: "share of label permutations with at least this overlap, (r+1)/(N+1)",
  permutations: "label permutations that were run", overlap: "genes in both the module and the set",
  module_size: "genes in the module's list", set_size: "genes of the set that were measured",
  background: "genes measured in the cohort (for network sets: and in the network)",
  z: "(value − null_mean) / null_sd", null: "random sets drawn uniformly, or matched on degree",
  silhouette: "mean silhouette over samples, Euclidean, −1 to 1", knn_accuracy: "5 nearest neighbours, cross-validated",
  nmi: "normalised mutual information of k-means with the true k",
  ari: "adjusted Rand index of k-means with the true k",
  p_against_pca: "paired Wilcoxon test of the samples' silhouettes against PCA", auroc: "cross-validated in groups",
  trend_z: "Jonckheere–Terpstra test of a trend over the layers",
  trend_p: "of trend_z, two-sided", trend_p_fall: "of trend_z, one-sided: values fall with depth",
  stability: "Nogueira's index: 1 all alike, 0 as chance would have it", jaccard: "median over pairs of members",
  frequency: "share of the members", sd_log10_p: "standard deviation over the members of log10 p_permutation",
  name: "gene set of lowest p in the node's signature", name_q: "of the name, over all nodes and sets of the layer",
  duplicate_of: "first node that shares more than half of this one's genes",
  reason: "range: the node hardly moves; score: it hardly moves a gene",
  largest_score: "largest |light-up| over the genes",
  genes_in_network: "genes of the list that are in the interactome",
};

/** Sortable, filterable, paged. `selects`: columns that get a select; `defaults`: their first choice;
    `hidden`: columns not shown; `first`: columns that lead; `filtered(rows)` is told after every filter. */
class TableView {
  constructor(table, {selects = [], defaults = {}, hidden = [], first = [], filtered = () => {}, search = true} = {}) {
    this.table = table;
    this.columns = [...new Set([...first.filter((column) => table.has(column)), ...table.columns])]
      .filter((column) => !hidden.includes(column));
    this.numeric = new Set(this.columns.filter((column) => table.isNumeric(column)));
    this.filtered = filtered;
    this.choice = new Map();
    this.needle = "";
    this.sort = null;
    this.page = 0;
    this.body = element("tbody");
    this.count = element("span", {class: "count"});
    this.element = element("div", {class: "table-view", "data-table": table.name},
                           this.makeControls(selects, defaults, search), this.makeTable(), this.makePager());
    this.filter();
  }

  makeControls(selects, defaults, search) {
    const controls = element("div", {class: "controls"});
    if (search && this.table.rows > 8) {
      controls.append(searchControl("Filter rows", "any text", (text) => {
        this.needle = text.trim().toLowerCase();
        this.filter();
      }));
    }
    for (const column of selects) {
      const levels = this.table.levels(column);
      if (levels.length < 2) continue;
      const chosen = levels.includes(defaults[column]) ? defaults[column] : "";
      if (chosen) this.choice.set(column, chosen);
      const control = selectControl(column, [["", "all"], ...levels], chosen, (value) => {
        if (value) this.choice.set(column, value);
        else this.choice.delete(column);
        this.filter();
      });
      control.querySelector("select").dataset.column = column;
      controls.append(control);
    }
    return controls;
  }

  makeTable() {
    this.headers = new Map();
    const row = element("tr");
    for (const column of this.columns) {
      const header = element("th", {scope: "col", class: this.numeric.has(column) ? "number" : null},
                             element("button", {type: "button", title: glossary[column] || `sort by ${column}`,
                                                on: {click: () => this.sortBy(column)}}, column));
      this.headers.set(column, header);
      row.append(header);
    }
    return element("div", {class: "scroll"}, element("table", {}, element("thead", {}, row), this.body));
  }

  makePager() {
    const button = (text, step) => element("button", {type: "button", on: {click: () => this.turn(step)}}, text);
    this.back = button("Previous", -1);
    this.next = button("Next", 1);
    return element("div", {class: "pager"}, this.count,
                   this.back, this.next,
                   element("button", {type: "button", on: {click: () => this.save()}}, "Save as .tsv"));
  }

  filter() {
    const shown = [...this.choice];
    this.rows = this.table.where((row) =>
      shown.every(([column, value]) => this.table.text(column, row) === value) &&
      (!this.needle || this.columns.some((column) =>
        this.table.text(column, row).toLowerCase().includes(this.needle))));
    this.applySort();
    this.filtered(this.rows);
  }

  sortBy(column) {
    const up = this.sort && this.sort.column === column ? !this.sort.up : true;
    this.sort = {column, up};
    for (const [name, header] of this.headers) {
      header.toggleAttribute("aria-sort", name === column);
      if (name === column) header.setAttribute("aria-sort", up ? "ascending" : "descending");
    }
    this.applySort();
  }

  applySort() {
    if (this.sort) {
      const {column, up} = this.sort;
      const sign = up ? 1 : -1;
      if (this.numeric.has(column)) {
        const values = this.table.numbers(column);
        const missing = (row) => Number.isNaN(values[row]);
        // Rows without a number stay at the end either way.
        this.rows.sort((a, b) => missing(a) - missing(b) || sign * (values[a] - values[b]) || a - b);
      } else {
        const cells = this.table.cells.get(column);
        this.rows.sort((a, b) =>
          sign * cells[a].localeCompare(cells[b], "en", {numeric: true}) || a - b);
      }
    } else {
      this.rows.sort((a, b) => a - b);
    }
    this.page = 0;
    this.render();
  }

  turn(step) {
    this.page += step;
    this.render();
  }

  render() {
    const from = this.page * pageRows;
    const rows = this.rows.slice(from, from + pageRows);
    this.body.replaceChildren(...rows.map((row) => this.renderRow(row)));
    const {total, rows: kept, cutBy} = this.table;
    let text = this.rows.length > pageRows ? `${formatCount(from + 1)}–${formatCount(from + rows.length)} of ` : "";
    text += `${formatCount(this.rows.length)} row${this.rows.length === 1 ? "" : "s"}`;
    if (this.rows.length < kept) text += ` (of ${formatCount(kept)})`;
    if (kept < total) text += `; the file has ${formatCount(total)}, here are ${cutBy}`;
    this.count.textContent = text;
    this.back.disabled = this.page === 0;
    this.next.disabled = from + pageRows >= this.rows.length;
    this.back.hidden = this.next.hidden = this.rows.length <= pageRows;
  }

  renderRow(row) {
    const line = element("tr");
    for (const column of this.columns) {
      const text = this.table.text(column, row);
      const classes = [];
      if (this.numeric.has(column)) classes.push("number");
      if (text.length > 48) classes.push("long");
      if (column === "q" && this.table.number(column, row) < 0.05) classes.push("found");
      line.append(element("td", {class: classes.join(" ") || null}, text));
    }
    return line;
  }

  save() {
    const lines = [this.table.columns, ...this.rows.map((row) =>
      this.table.columns.map((column) => this.table.text(column, row)))];
    const blob = new Blob([lines.map((cells) => cells.join("\t")).join("\n") + "\n"],
                          {type: "text/tab-separated-values"});
    const link = element("a", {href: URL.createObjectURL(blob), download: `${this.table.name}.tsv`});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

/** A heading and a table, or nothing when the run has no such table. */
function tableWithHeading(name, heading, options = {}) {
  const table = tables[name];
  if (!table) return [];
  const view = table.rows ? new TableView(table, options).element : notice(code(`${name}.tsv`), " has no rows.");
  return [element("h3", {}, heading), view];
}

/** Makes a tableWithHeading, opened by a click: for tables that few readers want row by row. */
function foldedTable(name, heading, options = {}) {
  const [, view] = tableWithHeading(name, heading, options);
  if (!view) return [];
  return [element("details", {}, element("summary", {}, `${heading} (${formatCount(tables[name].total)} rows)`), view)];
}
