// SPDX-License-Identifier: Apache-2.0
/** log₂ of overlap over what chance gives; −∞ without overlap. */
function foldEnrichment(table, row) {
  const expected = table.number("module_size", row) * table.number("set_size", row) / table.number("background", row);
  return Math.log2(table.number("overlap", row) / expected);
}

function volcanoPoints(table, rows) {
  return rows.map((row) => ({row, x: foldEnrichment(table, row), y: -Math.log10(table.number("p_permutation", row))}))
             .filter(({x, y}) => Number.isFinite(x) && Number.isFinite(y));
}

function volcanoTooltip(table, row) {
  const expected = table.number("module_size", row) * table.number("set_size", row) / table.number("background", row);
  return tooltipLines(
    table.text("set", row),
    `${table.text("contrast", row)}, ${layerName(table.text("layer", row))}, ${table.text("route", row)} route, ${table.text("list", row)} list`,
    `overlap ${table.text("overlap", row)}, by chance ${formatNumber(expected)}`,
    `label permutation p ${table.text("p_permutation", row)}, q ${table.text("q", row)}`,
    `hypergeometric p ${table.text("p", row)} (not calibrated)`);
}

function volcanoSeries(theme, table, layer, colour, points) {
  const found = (point) => table.number("q", point.row) < 0.05;
  const crowded = points.length > 100;
  const named = new Set(points.filter(found).sort((a, b) => b.y - a.y || b.x - a.x).slice(0, 4));
  return {
    name: layerName(layer), type: "scatter", color: colour,
    data: points.map((point) => ({
      value: [point.x, point.y], row: point.row, symbolSize: found(point) ? 11 : crowded ? 5 : 7,
      itemStyle: {opacity: found(point) ? 0.95 : crowded ? 0.4 : 0.65},
      label: {show: named.has(point), formatter: () => table.text("set", point.row), position: "left", color: theme.ink,
              fontSize: 11, width: 240, overflow: "truncate", textBorderColor: theme.surface, textBorderWidth: 2},
    })),
    labelLayout: {hideOverlap: true},
  };
}

/** The enrichment plot of the rows that `state.rows` holds. */
function volcanoChart(table, state) {
  const layers = table.levels("layer");
  const omitted = element("span");
  const chart = chartFigure({
    title: "Enrichment of gene sets", height: 420,
    caption: element("span", {}, "Every row that passes the filters below; large points have q < 0.05. ", omitted),
    build: ({theme}) => {
      const points = volcanoPoints(table, state.rows);
      const hidden = state.rows.length - points.length;
      omitted.textContent = hidden ? `${formatCount(hidden)} rows without overlap or without p are not drawn.` : "";
      return {
        legend: legend(theme, {data: layers.map(layerName)}),
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({data}) => volcanoTooltip(table, data.row)},
        xAxis: valueAxis(theme, "log₂ fold enrichment"),
        yAxis: standingAxis(theme, "−log₁₀ p (label permutation)", {min: 0}),
        series: layers.map((layer, i) => volcanoSeries(theme, table, layer, layerColour(theme, i, layers.length),
          points.filter(({row}) => table.text("layer", row) === layer))),
      };
    },
  });
  return chart;
}
