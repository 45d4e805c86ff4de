// SPDX-License-Identifier: Apache-2.0
function curve(name, colour, points, extra = {}) {
  return {name, type: "line", data: points, showSymbol: points.length < 2, symbolSize: 6, connectNulls: true,
          color: colour, lineStyle: {width: 2, color: colour}, ...extra};
}

function pointsOf(table, x, y) {
  const xs = table.numbers(x);
  const ys = table.numbers(y);
  return xs.map((value, row) => [value, ys[row]]).filter(([, value]) => Number.isFinite(value));
}

function epochTooltip(theme, step = "epoch") {
  return {...tooltipStyle(theme), trigger: "axis", formatter: (items) => tooltipLines(
    `${step} ${items[0].value[0]}`, ...items.map((item) => `${item.seriesName}: ${formatNumber(item.value[1], 4)}`))};
}

function lossChart(table) {
  return chartFigure({
    title: "Loss", caption: "Mean squared error of the scaled values on training samples.",
    build: ({theme}) => {
      const points = pointsOf(table, "epoch", "loss_train");
      const values = points.map(([, value]) => value);
      const wide = Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 20;
      return {
        tooltip: epochTooltip(theme),
        xAxis: valueAxis(theme, "epoch", {min: "dataMin", max: "dataMax", minInterval: 1}),
        yAxis: standingAxis(theme, wide ? "loss (log scale)" : "loss",
                            {type: wide ? "log" : "value", scale: true}),
        series: [curve("training", theme.training, points)],
      };
    },
  });
}

/** The part of the samples that says how good the model is: the test part, or what the run has of unseen ones. */
function unseenPart(table) {
  const parts = new Set(table.where(() => true).map((row) => table.text("samples", row)));
  return ["test", "validation", "heldout"].find((part) => parts.has(part)) || "";
}

/** PCA's R² on the same validation samples, as dashed lines; a run before version 0.2.0 names them heldout. */
function pcaLines(theme) {
  const table = tables.reconstruction;
  if (!table || !table.has("representation", "dimension", "samples", "r2_global")) return [];
  const shown = ["validation", "heldout"];
  return table.where((row) => table.text("representation", row) === "pca" && shown.includes(table.text("samples", row)))
    .filter((row) => Number.isFinite(table.number("r2_global", row)))
    .sort((a, b) => table.number("r2_global", a) - table.number("r2_global", b))
    .map((row, i) => ({yAxis: table.number("r2_global", row), name: `PCA-${table.text("dimension", row)}`,
                       lineStyle: {color: theme.soft, type: "dashed", width: 1},
                    // Neighbours may lie close together: their labels take turns.
                       label: {formatter: "{b}", color: theme.soft, fontSize: 11, padding: [1, 3],
                               position: i % 2 ? "insideMiddleTop" : "insideEndTop"}}));
}

function r2Chart(table) {
  const turns = modelKind() === "manifold";
  return chartFigure({
    title: turns ? "R² by turn" : "R² by epoch",
    caption: turns ? "Global R² of refined codes on validation samples, turn by turn of each size of the code in turn."
                   : "Global R² on training samples and on validation samples, which choose the epoch; dashed: PCA on the same validation samples.",
    build: ({theme}) => {
      const lines = pcaLines(theme);
      const lowest = Math.min(0, ...["r2_train", "r2_heldout"].flatMap((column) =>
        pointsOf(table, "epoch", column).map(([, value]) => value)));
      return {
        tooltip: epochTooltip(theme, turns ? "turn" : "epoch"), legend: legend(theme, {data: ["training", "validation"]}),
        xAxis: valueAxis(theme, turns ? "turn" : "epoch", {min: "dataMin", max: "dataMax", minInterval: 1}),
        yAxis: standingAxis(theme, "R²", {min: Math.max(-0.5, Math.floor(lowest * 10) / 10), max: 1}),
        series: [curve("training", theme.training, pointsOf(table, "epoch", "r2_train")),
                 curve("validation", theme.heldout, pointsOf(table, "epoch", "r2_heldout"),
                       {markLine: {silent: true, symbol: "none", data: lines}})],
      };
    },
  });
}

function trainingSection() {
  const table = tables.metrics;
  if (!table) return [missingFile("metrics.tsv", "train")];
  if (!table.rows) return [notice(code("metrics.tsv"), " has no rows yet: no epoch has ended.")];
  const figures = [];
  if (table.numbers("loss_train").some(Number.isFinite)) figures.push(lossChart(table).figure);
  if (table.has("epoch", "r2_train", "r2_heldout")) figures.push(r2Chart(table).figure);
  return [...candidatesParts(), element("div", {class: "pair"}, ...figures), ...foldedTable("metrics", "Every epoch")];
}

function genesSection() {
  const data = report.gene_histogram;
  if (!data) return [missingFile("r2_per_gene.tsv", "reference")];
  const names = {r2_training: "training", r2_heldout: "unseen samples"};
  const edge = (bin) => Number((data.low + bin * data.width).toFixed(6));
  const medians = data.series.filter(({median}) => median !== null)
    .map(({name, median}) => `${names[name]}: median ${formatNumber(median)}`).join("; ");
  const undefinedGenes = Math.max(0, ...data.series.map((series) => series.undefined));
  const {figure} = chartFigure({
    title: `R² of ${formatCount(data.genes)} genes`, height: 290,
    caption: `${medians}. The first bin holds every value below ${formatNumber(data.low + data.width)}.` +
             (undefinedGenes ? ` ${formatCount(undefinedGenes)} genes have no R²: they do not vary there.` : ""),
    build: ({theme}) => ({
      legend: legend(theme),
      tooltip: {...tooltipStyle(theme), trigger: "axis", formatter: (items) => {
        const from = Math.min(items[0].value[0], edge(data.bins - 1));
        return tooltipLines(`R² ${formatNumber(from)} to ${formatNumber(from + data.width)}`,
                            ...items.map((item) => `${item.seriesName}: ${formatCount(item.value[1])} genes`));
      }},
      xAxis: valueAxis(theme, "R²", {min: data.low, max: 1, splitLine: {show: false}}),
      yAxis: standingAxis(theme, "genes"),
      series: data.series.map(({name, counts}) => {
        const colour = name === "r2_heldout" ? theme.heldout : theme.training;
        return {name: names[name], type: "line", step: "end", symbol: "none", color: colour,
                lineStyle: {width: 1.5}, areaStyle: {opacity: 0.22},
                // The last count stands twice, so that its step has a width.
                data: [...counts, counts.at(-1)].map((count, bin) => [edge(bin), count])};
      }),
    }),
  });
  return [figure, ...foldedTable("r2_per_gene", "Every gene")];
}

function reconstructionSection() {
  const table = tables.reconstruction;
  if (!table) return [missingFile("reconstruction.tsv", "reference")];
  const parts = [element("p", {class: "about"}, "The autoencoder's code beside principal components, on the same " +
                 "samples and the same scaling. PCA is fitted on the training samples.")];
  if (table.rows && table.has("representation", "dimension", "samples", "r2_global")) {
    parts.push(reconstructionChart(table).figure);
  }
  return [...parts, ...tableWithHeading("reconstruction", "All measures").slice(1)];
}

function reconstructionChart(table) {
  const key = (row) => `${table.text("representation", row)}-${table.text("dimension", row)}`.replace("pca", "PCA");
  const names = [...new Set(table.where(() => true).map(key))];
  return chartFigure({
    title: "R² by code", height: 260,
    build: ({theme}) => ({
      legend: legend(theme),
      tooltip: {...tooltipStyle(theme), trigger: "axis", axisPointer: {type: "shadow"}, formatter: (items) => tooltipLines(
        items[0].name, ...items.map((item) => `${item.seriesName}: ${formatNumber(item.value, 4)}`))},
      xAxis: categoryAxis(theme, names, {axisLabel: {color: theme.ink, interval: 0, hideOverlap: true}}),
      yAxis: standingAxis(theme, "R² (global)", {min: ({min}) => Math.min(0, Math.floor(min * 10) / 10), max: 1}),
      series: [["training", "training", theme.training], [unseenPart(table), "unseen samples", theme.heldout]].map(
        ([samples, name, color]) => ({
          name, type: "bar", color, barMaxWidth: 38, data: names.map((wanted) => {
            const row = table.where((at) => key(at) === wanted && table.text("samples", at) === samples)[0];
            return row === undefined ? null : table.number("r2_global", row);
          }),
          label: {show: true, position: "top", color: theme.soft, fontSize: 11,
                  formatter: ({value}) => (value === null ? "" : value.toFixed(2))},
        })),
    }),
  });
}
