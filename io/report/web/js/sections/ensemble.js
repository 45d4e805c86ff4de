// SPDX-License-Identifier: Apache-2.0
function stabilityChart(table) {
  const rows = table.where((row) => Number.isFinite(table.number("stability", row)));
  const name = (row) => table.text("what", row) === "nodes" ? `${layerName(table.text("layer", row))}, nodes`
    : `${layerName(table.text("layer", row))}, ${table.text("what", row)}`;
  return chartFigure({
    title: "Stability over the members", height: Math.max(170, 70 + 26 * rows.length),
    caption: "Nogueira's index of gene lists with its 95 % interval: 1, all members name the same genes; 0, as chance would " +
             "have it (dashed). Of nodes the median over programs.",
    build: ({theme, width}) => {
      const colour = () => layerColour(theme, 0, 1);
      return {
        grid: plotArea({right: 24, top: 10}),
        toolbox: {show: false},
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({dataIndex}) => {
          const row = rows[dataIndex];
          return tooltipLines(name(row), `stability ${table.text("stability", row)}`,
            `interval ${table.text("stability_low", row)} to ${table.text("stability_high", row)}`,
            `${table.text("members", row)} members`);
        }},
        xAxis: valueAxis(theme, "stability", {max: 1, min: Math.min(0, ...rows.map((row) =>
          Math.floor(table.number("stability_low", row) * 10) / 10).filter(Number.isFinite))}),
        yAxis: categoryAxis(theme, rows.map(name), {inverse: true, axisLabel: {color: theme.ink, interval: 0,
          width: width < 640 ? 130 : 300, overflow: "truncate"}}),
        series: [
          {type: "custom", renderItem: intervalItem(colour), encode: {x: [1, 2], y: 0},
           data: rows.map((row, i) => [i, table.number("stability_low", row), table.number("stability_high", row)])},
          {type: "scatter", symbolSize: 11, itemStyle: {color: colour()},
           data: rows.map((row, i) => [table.number("stability", row), i]),
           markLine: {silent: true, symbol: "none", label: {show: false}, lineStyle: {color: theme.soft, type: "dashed"},
                      data: [{xAxis: 0}]}},
        ],
      };
    },
  });
}

function ensembleSection() {
  const table = tables.stability;
  if (!table) return [missingFile("stability.tsv", "ensemble", " (or run.seeds is 1: results of one model alone)")];
  const chart = table.rows && table.has("what", "layer", "stability") ? [stabilityChart(table).figure] : [];
  return [
    element("p", {class: "about"}, "The same analysis with other seeds, or, of a manifold, on other donors. What few " +
            "members find is a property of one training, not of the cohort. Nodes of different members are one program " +
            "when their signatures are alike; p values of members are combined (Cauchy) before q."),
    ...chart,
    ...tableWithHeading("modules_ensemble", "Gene sets over all members",
                        {selects: ["contrast", "layer", "route", "list"], defaults: {list: "positive"}, hidden: ["corrected_over"]}),
    ...tableWithHeading("stability", "Stability of gene lists"),
    ...foldedTable("consensus", "Programs of the ensemble", {selects: ["layer"]}),
    ...foldedTable("consensus_genes", "Genes of the programs", {selects: ["layer"]}),
    ...foldedTable("interactome_ensemble", "Programs in the interactome", {selects: ["layer", "list", "measure", "null"]}),
    ...foldedTable("structure_ensemble", "Sample structure, mean and sd", {selects: ["label", "measure"]}),
    ...foldedTable("reconstruction_ensemble", "Reconstruction, mean and sd", {selects: ["samples", "measure"]}),
  ];
}
