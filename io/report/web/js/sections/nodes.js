// SPDX-License-Identifier: Apache-2.0
const nameLimit = 0.05;

/** How many nodes of each layer are constant, repeat a signature and have a name. */
function nodesByLayer(table) {
  const columns = ["layer", "nodes", "constant", "repeat_a_signature", "named_q_below_0.05"];
  const cells = columns.map(() => []);
  for (const layer of table.levels("layer")) {
    const rows = table.where((row) => table.text("layer", row) === layer);
    const count = (holds) => String(rows.filter(holds).length);
    const counts = [layer, String(rows.length), count((row) => table.text("constant", row) === "yes"),
                    count((row) => table.text("duplicate_of", row) !== "NA"),
                    count((row) => table.number("name_q", row) < nameLimit)];
    counts.forEach((value, i) => cells[i].push(value));
  }
  return new Table("nodes_by_layer", {columns, kept: cells[0].length, total: cells[0].length, cut_by: "", cells});
}

function nodesSection() {
  const table = tables.nodes;
  if (!table) return [missingFile("nodes.tsv", "attribute")];
  if (!table.rows) return [notice(code("nodes.tsv"), " has no rows.")];
  return [
    element("p", {class: "about"}, "A constant node hardly moves over the fitted samples, or hardly moves a gene: it is in no list, " +
            "test or trend. A node that shares more than half of its genes with an earlier one is not counted as a further test. " +
            "The name is the gene set of lowest p in the node's signature (hypergeometric); its q is corrected over all nodes and sets of the layer."),
    new TableView(nodesByLayer(table), {search: false}).element,
    ...tableWithHeading("nodes", "Single nodes", {selects: ["layer", "constant"], first: ["layer", "node", "name", "name_q"]}),
  ];
}
