// SPDX-License-Identifier: Apache-2.0
const structureMeasures = [["silhouette", "silhouette"], ["knn_accuracy", "5-nearest-neighbour accuracy"],
                           ["nmi", "NMI of k-means"], ["ari", "ARI of k-means"]];

function structureChart(table, state) {
  const key = (row) => `${table.text("representation", row)} ${table.text("dimension", row)}`;
  const title = (name) => name.replace(/^pca (\d+)$/, "PCA-$1").replace(/^layer(\d+) .*$/, "layer $1");
  const names = [...new Set(table.where(() => true).map(key))];
  const labels = table.levels("label");
  return chartFigure({
    title: "Layers against PCA", height: 330,
    caption: "How well samples of one class stand together, by label. A layer that clusters by batch is bad news.",
    controls: [selectControl("Measure", structureMeasures.filter(([column]) => table.has(column)), state.measure, (value) => {
      state.measure = value;
      state.redraw();
    })],
    build: ({theme, width}) => {
      const colours = representationColours(theme, names);
      return {
        legend: legend(theme, {type: "plain"}),
        grid: plotArea({top: 10 + legendHeight(names.map(title), width)}),
        tooltip: {...tooltipStyle(theme), trigger: "axis", axisPointer: {type: "shadow"}, formatter: (items) => tooltipLines(
          items[0].name, ...items.map((item) => `${item.seriesName}: ${formatNumber(item.value)}`))},
        xAxis: categoryAxis(theme, labels, {axisLabel: {color: theme.ink, interval: 0, width: Math.max(50, width / labels.length - 16), overflow: "break"}}),
        yAxis: standingAxis(theme, structureMeasures.find(([column]) => column === state.measure)[1]),
        series: names.map((name) => ({
          name: title(name), type: "bar", color: colours.get(name), barMaxWidth: 34, barGap: "8%",
          data: labels.map((label) => {
            const row = table.where((at) => key(at) === name && table.text("label", at) === label)[0];
            const value = row === undefined ? NaN : table.number(state.measure, row);
            return Number.isFinite(value) ? value : null;
          }),
          label: {show: width / (labels.length * names.length) > 30, position: "top", color: theme.soft, fontSize: 11,
                  formatter: ({value}) => (value === null ? "" : value.toFixed(2))},
        })),
      };
    },
  });
}

function structureSection() {
  const table = tables.structure;
  if (!table) return [missingFile("structure.tsv", "structure")];
  const parts = [element("p", {class: "about"}, "p is that of the silhouette, by permutation of the labels; " +
                 "p_against_pca that of a paired Wilcoxon test over samples against PCA.")];
  const measured = structureMeasures.find(([column]) => table.has(column));
  if (table.rows && measured && table.has("label", "representation", "dimension")) {
    const state = {measure: measured[0], redraw: () => {}};
    const chart = structureChart(table, state);
    state.redraw = chart.redraw;
    parts.push(chart.figure);
  }
  return [...parts, ...tableWithHeading("structure", "All measures", {selects: ["label", "representation"]}),
          ...tableWithHeading("structure_unseen", "Samples that were not fitted", {selects: ["label", "best_pca"]}),
          ...foldedTable("structure_classes", "Class by class", {selects: ["label", "representation"]})];
}
