// SPDX-License-Identifier: Apache-2.0
const sweepParts = ["test", "validation", "training"];

function doneCells(table) {
  return table.where((row) => table.text("state", row) === "done");
}

/** The place of the cell with the highest R² on validation samples, or on the last part where there are none; −1: none. */
function bestCell(table) {
  const column = sweepParts.slice(1).concat("test").map((part) => `r2_${part}`)
    .find((name) => table.numbers(name).some(Number.isFinite));
  return column ? bestRow(table, column, (row) => table.text("state", row) === "done") : -1;
}

function sweepTiles() {
  const table = tables.sweep;
  if (!report.sweep || !table) return [];
  const failed = table.where((row) => table.text("state", row) === "failed").length;
  const best = bestCell(table);
  const part = best < 0 ? "" : table.text("part", best);
  return [
    tile("Cells", `${doneCells(table).length} of ${table.rows}`, failed ? `${failed} failed` : "are done"),
    best < 0 ? null : tile("Best on validation samples", table.text("cell", best),
                           `R² on ${part} samples ${formatScore(table.number(`r2_${part}`, best))}`),
    best < 0 ? null : tile(`PCA-${table.text("pca", best)} beside it`, formatScore(table.number(`pca_r2_${part}`, best)),
                           `difference ${formatNumber(table.number("difference", best))}`),
  ].filter((made) => made);
}

function sweepChart(table, state, parts) {
  const colourKeys = report.sweep.keys.filter((key) => table.has(key));
  return chartFigure({
    title: "R² against the number of parameters", height: 420,
    caption: "Each point is a cell; the grey dash at the same place is PCA with as many numbers a sample, on the same samples.",
    controls: [
      selectControl("Samples", parts, state.part, (value) => { state.part = value; state.redraw(); }),
      ...(colourKeys.length > 1 ? [selectControl("Colour by", colourKeys, state.key, (value) => { state.key = value; state.redraw(); })] : []),
    ],
    build: ({theme, width}) => {
      const rows = doneCells(table).filter((row) => Number.isFinite(table.number(`r2_${state.part}`, row)));
      const names = [...new Set(rows.map((row) => table.text(state.key, row)))];
      const point = (column) => (row) => ({value: [table.number("parameters", row), table.number(column, row)], row});
      const values = rows.flatMap((row) => [table.number(`r2_${state.part}`, row), table.number(`pca_r2_${state.part}`, row)]);
      return {
        legend: legend(theme, {type: "plain"}),
        grid: plotArea({top: 10 + legendHeight([...names, "PCA of the same size"], width)}),
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({data}) => tooltipLines(
          table.text("cell", data.row), ...report.sweep.keys.map((key) => `${key} = ${table.text(key, data.row)}`),
          `${formatCount(table.number("parameters", data.row))} parameters`,
          `R² ${formatScore(table.number(`r2_${state.part}`, data.row))}`,
          `PCA-${table.text("pca", data.row)} ${formatScore(table.number(`pca_r2_${state.part}`, data.row))}`)},
        xAxis: valueAxis(theme, "parameters (log scale)", {type: "log", axisLabel: {color: theme.soft, hideOverlap: true, formatter: (value) => formatNumber(value)}}),
        yAxis: standingAxis(theme, `R² on ${state.part} samples`, {scale: true, min: Math.min(...values) < -0.5 ? -0.5 : undefined}),
        series: [
          {name: "PCA of the same size", type: "scatter", symbol: "rect", symbolSize: [16, 3], color: theme.pca[1],
           data: rows.map(point(`pca_r2_${state.part}`))},
          ...names.map((name, i) => ({
            name: `${state.key.replace(/^.*\./, "")} ${name}`, type: "scatter", symbolSize: 10,
            color: categoryColours[i % categoryColours.length], itemStyle: {opacity: 0.85},
            data: rows.filter((row) => table.text(state.key, row) === name).map(point(`r2_${state.part}`)),
          })),
        ],
      };
    },
  });
}

function sweepSection() {
  const table = tables.sweep;
  const parts = sweepParts.filter((part) => table.numbers(`r2_${part}`).some(Number.isFinite));
  const figures = [];
  if (parts.length) {
    const key = report.sweep.keys.find((name) => name === "model.kind") ||
                report.sweep.keys.find((name) => name !== "run.seed") || report.sweep.keys[0];
    const state = {part: parts[0], key, redraw: () => {}};
    const chart = sweepChart(table, state, parts);
    state.redraw = chart.redraw;
    figures.push(chart.figure);
  }
  return [...figures, ...tableWithHeading("sweep", "All cells", {selects: ["state", ...report.sweep.keys]})];
}
