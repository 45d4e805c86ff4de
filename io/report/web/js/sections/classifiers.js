// SPDX-License-Identifier: Apache-2.0
/** An interval with end caps, drawn by ECharts' custom series: [row, low, high]. */
function intervalItem(colour) {
  return (_, api) => {
    const low = api.coord([api.value(1), api.value(0)]);
    const high = api.coord([api.value(2), api.value(0)]);
    const style = {stroke: colour(api.value(0)), lineWidth: 2};
    const line = (x1, y1, x2, y2) => ({type: "line", shape: {x1, y1, x2, y2}, style});
    return {type: "group", children: [line(low[0], low[1], high[0], high[1]),
                                      line(low[0], low[1] - 5, low[0], low[1] + 5),
                                      line(high[0], high[1] - 5, high[0], high[1] + 5)]};
  };
}

function aurocChart(table) {
  const layers = table.levels("layer");
  const routes = table.levels("route");
  const name = (row) => `${table.text("contrast", row)}, ${layerName(table.text("layer", row))}` +
                        (routes.length > 1 ? `, ${table.text("route", row)}` : "");
  const contrasts = table.levels("contrast");
  const contrastOf = (row) => contrasts.indexOf(table.text("contrast", row));
  const all = table.where((row) => Number.isFinite(table.number("auroc", row)))
                   .sort((a, b) => contrastOf(a) - contrastOf(b) || a - b);
  const intervals = table.has("auroc_low", "auroc_high");
  return chartFigure({
    title: "AUROC with its interval", height: Math.max(170, 70 + 26 * all.length),
    caption: "Cases against controls, cross-validated in groups that are never split. Dashed: chance.",
    build: ({theme, width}) => {
      const colour = (at) => layerColour(theme, layers.indexOf(table.text("layer", all[at])), layers.length);
      const lowest = Math.min(0.4, ...all.map((row) => table.number(intervals ? "auroc_low" : "auroc", row)).filter(Number.isFinite));
      return {
        grid: plotArea({right: 24, top: 10}),
        toolbox: {show: false},
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({dataIndex}) => {
          const row = all[dataIndex];
          return tooltipLines(name(row), `AUROC ${table.text("auroc", row)}`,
            intervals ? `interval ${table.text("auroc_low", row)} to ${table.text("auroc_high", row)}` : "",
            `${table.text("cases", row)} cases, ${table.text("controls", row)} controls`);
        }},
        xAxis: valueAxis(theme, "AUROC", {min: Math.max(0, Math.floor(lowest * 10) / 10), max: 1}),
        yAxis: categoryAxis(theme, all.map(name), {inverse: true, axisLabel: {color: theme.ink, interval: 0,
          width: width < 640 ? 130 : 300, overflow: "truncate"}}),
        series: [
          ...(intervals ? [{type: "custom", renderItem: intervalItem(colour), encode: {x: [1, 2], y: 0},
                            data: all.map((row, i) => [i, table.number("auroc_low", row), table.number("auroc_high", row)])}] : []),
          {type: "scatter", symbolSize: 11,
           data: all.map((row, i) => ({value: [table.number("auroc", row), i], itemStyle: {color: colour(i)}})),
           markLine: {silent: true, symbol: "none", label: {show: false}, lineStyle: {color: theme.soft, type: "dashed"},
                      data: [{xAxis: 0.5}]}},
        ],
      };
    },
  });
}

function classifiersSection() {
  const table = tables.classifiers;
  if (!table) return [missingFile("classifiers.tsv", "modules", " (or no contrast was given)")];
  const parts = table.rows && table.has("contrast", "layer", "auroc") ? [aurocChart(table).figure] : [];
  return [...parts, ...tableWithHeading("classifiers", "All measures", {selects: ["contrast", "layer", "route"]})];
}
