// SPDX-License-Identifier: Apache-2.0
const charts = {drawn: new Set(), all: [], errors: []};

/** Tells the outside (and the tests) how many charts stand. */
function publishCounts() {
  window.lampyrisReport = {charts: charts.drawn.size, expected: charts.all.length, errors: charts.errors};
  document.documentElement.dataset.charts = `${charts.drawn.size}/${charts.all.length}`;
  document.documentElement.dataset.errors = String(charts.errors.length);
}

function recordError(where, error) {
  charts.errors.push(`${where}: ${error && error.message ? error.message : error}`);
  console.error(where, error);
  publishCounts();
}

/** Gives what every chart shares; a chart's own option goes over it. */
function baseOption(theme) {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: {color: theme.ink, fontFamily: getComputedStyle(document.body).fontFamily},
    grid: plotArea(),
    tooltip: tooltipStyle(theme),
    toolbox: {
      right: 0, top: 0, itemSize: 13,
      feature: {saveAsImage: {title: "Save as PNG", name: "lampyris", pixelRatio: 2, backgroundColor: theme.surface}},
      iconStyle: {borderColor: theme.soft},
    },
  };
}

/** The plot with its axis labels and names fills these margins. */
function plotArea(margins = {}) {
  return {left: 6, right: 16, top: 34, bottom: 6, outerBoundsMode: "same", outerBoundsContain: "all", ...margins};
}

function tooltipStyle(theme) {
  return {
    confine: true, backgroundColor: theme.surface, borderColor: theme.line,
    textStyle: {color: theme.ink, fontSize: 12}, extraCssText: "max-width:340px;white-space:normal",
  };
}

/** A tooltip of lines, built of text nodes: names from the data never become markup. */
function tooltipLines(...lines) {
  const [first, ...rest] = lines.filter((line) => line);
  return element("div", {}, element("strong", {}, first), ...rest.map((line) => element("div", {}, line)));
}

/** Roughly what a legend of these names needs when it wraps. */
function legendHeight(names, width) {
  const line = names.reduce((sum, name) => sum + 34 + name.length * 6.8, 0);
  return Math.ceil(line / (width * 0.85)) * 26;
}

/** A legend beside the toolbox. */
function legend(theme, extra = {}) {
  return {
    type: "scroll", left: 0, right: 40, top: 0, itemWidth: 14, itemHeight: 9,
    textStyle: {color: theme.ink, fontSize: 12, lineHeight: 18}, pageTextStyle: {color: theme.soft}, pageIconSize: 10,
    pageIconColor: theme.soft, pageIconInactiveColor: theme.line, ...extra,
  };
}

function valueAxis(theme, name, extra = {}) {
  return {
    type: "value", name, nameLocation: "middle", nameGap: 26, nameTextStyle: {color: theme.soft, fontSize: 12},
    axisLabel: {color: theme.soft, hideOverlap: true}, axisLine: {lineStyle: {color: theme.line}},
    splitLine: {lineStyle: {color: theme.line, opacity: 0.7}}, ...extra,
  };
}

/** Gives a valueAxis that stands. */
function standingAxis(theme, name, extra = {}) {
  return valueAxis(theme, name, {nameGap: 40, nameRotate: 90, ...extra});
}

function categoryAxis(theme, data, extra = {}) {
  return {
    type: "category", data, axisTick: {show: false}, axisLine: {lineStyle: {color: theme.line}},
    axisLabel: {color: theme.soft, hideOverlap: true}, ...extra,
  };
}

/**
 * A figure with a chart. `build({theme, width})` returns the ECharts option and is asked again when the theme or the
 * width changes, or `redraw()` is called. Without the library the figure says so.
 */
function chartFigure({title, caption, height = 300, controls = [], build}) {
  const plot = element("div", {class: "plot", role: "img", "aria-label": title});
  const figure = element("figure", {}, element("div", {class: "heading"}, title));
  if (controls.length) figure.append(element("div", {class: "controls"}, ...controls));
  figure.append(plot);
  if (caption) figure.append(element("figcaption", {}, caption));

  const chart = {title, plot, instance: null, build, height};
  chart.draw = () => drawChart(chart);
  charts.all.push(chart);
  return {figure, redraw: chart.draw};
}

function drawChart(chart) {
  if (!chart.plot.isConnected) return;
  if (!window.echarts) {
    chart.plot.replaceChildren(notice("No chart here: the chart library was missing when lampyris was built. " +
                                      "The tables hold the same numbers."));
    return;
  }
  try {
    const width = chart.plot.clientWidth;
    const height = typeof chart.height === "function" ? chart.height(width) : chart.height;
    chart.plot.style.height = `${height}px`;
    // Sizes are given, not measured: on paper the style sheet decides how large the canvas is shown.
    if (!chart.instance) chart.instance = window.echarts.init(chart.plot, null, {width, height});
    chart.instance.resize({width, height});
    const theme = currentTheme();
    chart.instance.setOption({...baseOption(theme), ...chart.build({theme, width})}, {notMerge: true});
    if (chart.plot.querySelector("canvas, svg")) charts.drawn.add(chart);
  } catch (error) {
    charts.drawn.delete(chart);
    recordError(`chart "${chart.title}"`, error);
  }
}

function drawAllCharts() {
  for (const chart of charts.all) chart.draw();
  publishCounts();
}

/** Keeps the charts in step with the window, the colour scheme and the printer. */
function followWindow() {
  let timer = 0;
  let lastWidth = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === lastWidth) return;
    lastWidth = window.innerWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAllCharts, 120);
  });
  darkQuery.addEventListener("change", drawAllCharts);
  const print = (on) => () => {
    printing = on;
    drawAllCharts();
  };
  window.addEventListener("beforeprint", print(true));
  window.addEventListener("afterprint", print(false));
}
