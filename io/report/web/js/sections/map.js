// SPDX-License-Identifier: Apache-2.0
/** Series of the map: one a class, the missing ones last and grey. */
function mapSeries(theme, map, state) {
  const {x, y} = map.representations.find(({name}) => name === state.representation);
  const label = map.labels.find(({name}) => name === state.label);
  const values = label ? label.values : map.samples.map(() => "");
  const classes = [...new Set(values)].filter((value) => value !== "").sort((a, b) =>
    a.localeCompare(b, "en", {numeric: true}));
  const size = map.samples.length > 4000 ? 3 : map.samples.length > 1200 ? 5 : 7;
  const symbols = ["circle", "triangle", "diamond"];
  const series = (name, colour, symbol, wanted) => ({
    name, type: "scatter", symbol, symbolSize: symbol === "circle" ? size : size + 2, color: colour,
    itemStyle: {opacity: 0.8}, large: map.samples.length > 8000,
    data: values.flatMap((value, i) => (value === wanted && x[i] !== null && y[i] !== null
      ? [{value: [x[i], y[i]], name: map.samples[i]}] : [])),
  });
  const made = classes.map((value, i) => series(value, categoryColours[i % categoryColours.length],
                                                symbols[Math.floor(i / categoryColours.length)] || "circle", value));
  if (values.includes("")) made.push(series(label ? "not given" : "samples", label ? theme.line : theme.heldout, "circle", ""));
  return made;
}

function mapChart(map, state, controls) {
  return chartFigure({
    title: "Samples in two dimensions", controls,
    height: (width) => Math.max(360, Math.min(620, width * 0.62)) + (width < 640 ? 160 : 0),
    caption: `The first two principal components of each representation${map.samples.length < map.total
      ? `; ${formatCount(map.samples.length)} of ${formatCount(map.total)} samples are shown` : ""}. Click a class to hide it; Ctrl and the wheel zoom, dragging moves.`,
    build: ({theme, width}) => {
      const series = mapSeries(theme, map, state);
      const narrow = width < 640;
      const longest = Math.max(...series.map(({name}) => name.length));
      const side = Math.min(240, 50 + longest * 6.5);
      const below = legendHeight(series.map(({name}) => name), width);
      return {
        legend: narrow ? legend(theme, {type: below > 200 ? "scroll" : "plain", top: "auto", bottom: 0, right: 0})
                       : legend(theme, {orient: "vertical", left: "auto", right: 0, top: 34, bottom: 0,
                                        textStyle: {color: theme.ink, fontSize: 12, lineHeight: 14, width: side - 40, overflow: "truncate"}}),
        grid: plotArea({right: narrow ? 12 : side + 8, bottom: narrow ? Math.min(below, 200) + 10 : 6}),
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({name, seriesName}) =>
          tooltipLines(name, state.label ? `${state.label}: ${seriesName}` : "")},
        dataZoom: [{type: "inside", xAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "ctrl"},
                   {type: "inside", yAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "ctrl"}],
        xAxis: valueAxis(theme, "component 1", {scale: true}),
        yAxis: standingAxis(theme, "component 2", {scale: true}),
        series,
      };
    },
  });
}

function mapSection() {
  const map = report.map;
  if (!map) return [missingFile("map.tsv", "structure")];
  if (!map.samples.length || !map.representations.length) return [notice(code("map.tsv"), " has no coordinates.")];
  map.labels.forEach((label) => {
    label.values = decodeColumn(label.values);
  });
  const layers = map.representations.filter(({name}) => name.startsWith("layer"));
  const asked = tables.structure && tables.structure.rows ? tables.structure.text("label", 0) : "";
  const names = map.labels.map(({name}) => name);
  const state = {representation: (layers.at(-1) || map.representations[0]).name,
                 label: names.includes(asked) ? asked : names[0] || ""};
  let chart = null;
  const change = (key) => (value) => {
    state[key] = value;
    chart.redraw();
  };
  const controls = [selectControl("Representation", map.representations.map(({name}) =>
    [name, name === "pca" ? "PCA" : layerName(name)]), state.representation, change("representation"))];
  if (names.length) controls.push(selectControl("Colour", names, state.label, change("label")));
  chart = mapChart(map, state, controls);
  if (names.length) return [chart.figure];
  return [chart.figure, report.cohort
    ? notice("No annotation column has between 2 and 40 classes: the samples have one colour.")
    : missingFile("cohort.h5", "import", ", so the samples have no labels to colour them by")];
}
