// SPDX-License-Identifier: Apache-2.0
/** Says what q was corrected over: for every contrast and route, the number of tests (or the table's own words). */
function correctedOver(table) {
  if (!table.has("corrected_over", "contrast", "route")) return [];
  const said = table.where(() => true).map((row) => {
    const over = table.text("corrected_over", row);
    const tests = Number.isNaN(Number(over)) ? over : `${formatCount(over)} tests`;
    return `${table.text("contrast", row)}, ${table.text("route", row)} route: ${tests}`;
  });
  return [...new Set(said)];
}

function modulesAbout(table) {
  const over = correctedOver(table);
  return [
    element("p", {class: "caution"}, "The hypergeometric p is not calibrated: genes are correlated, and a code turns " +
            "any difference into one along the cohort's main axes, so that permuted case labels reach small p as well. " +
            "It stands beside the label-permutation p (p_permutation), which repeats the whole route on permuted " +
            "labels; q is made from p_permutation."),
    ...(over.length ? [element("p", {class: "about"}, `q is corrected (Benjamini–Hochberg) over the layers and sets of a contrast and route, for every list by itself: ${over.join("; ")}.`)] : []),
  ];
}

function modulesSection() {
  const table = tables.modules;
  if (!table) return [missingFile("modules.tsv", "modules", " (or no contrast was given)")];
  if (!table.rows) return [notice(code("modules.tsv"), " has no rows: no gene set was tested.")];
  const parts = modulesAbout(table);
  const state = {rows: []};
  let chart = null;
  const view = new TableView(table, {
    selects: ["contrast", "layer", "route", "list"], defaults: {list: "positive"}, hidden: ["corrected_over"],
    first: ["contrast", "layer", "route", "list", "set", "overlap", "p", "p_permutation", "q"],
    filtered: (rows) => {
      state.rows = rows.slice();
      if (chart) chart.redraw();
    },
  });
  if (table.has("overlap", "module_size", "set_size", "background", "p_permutation", "layer", "set")) {
    chart = volcanoChart(table, state);
    parts.push(chart.figure);
  }
  if (table.has("p_permutation")) view.sortBy("p_permutation");
  return [...parts, view.element,
          ...tableWithHeading("combined", "Combined over contrasts"),
          ...foldedTable("module_genes", "Genes of the modules",
                              {selects: ["contrast", "layer", "route", "list"], defaults: {list: "positive"}})];
}
