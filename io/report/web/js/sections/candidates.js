// SPDX-License-Identifier: Apache-2.0
/** R² of every model that might have been taken, by kind and size of the code, PCA of the same size beside. */
function candidatesChart(table) {
  const sizes = [...new Set(table.numbers("code"))].sort((a, b) => a - b);
  const kinds = table.levels("kind");
  const taken = table.where((row) => table.text("taken", row) === "yes")[0];
  const values = (rows, column) => sizes.map((size) => {
    const row = rows.find((at) => table.number("code", at) === size);
    return row === undefined ? null : {value: table.number(column, row), row,
      symbolSize: row === taken && column === "r2_refined" ? 15 : 7};
  });
  const line = (name, colour, rows, column, extra = {}) => ({
    name, type: "line", color: colour, symbol: "circle", connectNulls: true, data: values(rows, column),
    lineStyle: {width: 2, color: colour, ...extra}});
  return chartFigure({
    title: "R² by size of the code",
    caption: "On the samples that choose, which training has not seen; the large point is the model that was taken. Refined: the code moved to where the decoder gives the sample back best.",
    build: ({theme, width}) => {
      const series = [line("PCA", theme.pca[1], table.where(() => true), "r2_pca", {type: "dashed"})];
      kinds.forEach((kind, i) => {
        const rows = table.where((row) => table.text("kind", row) === kind);
        const colour = categoryColours[i];
        series.push(line(`${kind}, refined`, colour, rows, "r2_refined"),
                    line(`${kind}, one pass`, colour, rows, "r2_encoder", {type: "dotted"}));
      });
      return {
        legend: legend(theme, {type: "plain"}),
        grid: plotArea({top: 10 + legendHeight(series.map(({name}) => name), width)}),
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({seriesName, data}) => tooltipLines(
          seriesName, `code of ${formatCount(table.number("code", data.row))}: R² ${formatNumber(data.value, 4)}`,
          data.row === taken ? "taken" : "")},
        xAxis: categoryAxis(theme, sizes.map(String), {name: "numbers a sample", nameLocation: "middle", nameGap: 26,
                                                       nameTextStyle: {color: theme.soft, fontSize: 12}}),
        yAxis: standingAxis(theme, "R² (global)", {scale: true}),
        series,
      };
    },
  });
}

/** Why the model is what it is; nothing where there was but one that might be. */
function candidatesParts() {
  const table = tables.candidates;
  if (!table || !table.rows || !table.numbers("r2_refined").some(Number.isFinite)) return [];
  return [candidatesChart(table).figure, ...foldedTable("candidates", "Every candidate")];
}
