// SPDX-License-Identifier: Apache-2.0
const nullNames = {uniform: "uniform null", degree: "degree-matched null"};

function distinct(groups, key) {
  return [...new Set(groups.map((group) => group[key]))];
}

function zChart(groups, state, layers) {
  return chartFigure({
    title: "z against random sets, by layer", height: 330,
    caption: "Each box: the nodes of one layer; middle half in the box, whiskers from 5 % to 95 %. z = (value − mean of the null) / its standard deviation.",
    build: ({theme}) => {
      const nulls = distinct(groups, "null");
      const colours = [theme.heldout, theme.layers[0], theme.pca[1]];
      return {
        legend: legend(theme),
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({seriesName, name, value}) => tooltipLines(
          `${name}, ${seriesName}`, `median z ${formatNumber(value[3])}`,
          `middle half ${formatNumber(value[2])} to ${formatNumber(value[4])}`,
          `5 % to 95 % ${formatNumber(value[1])} to ${formatNumber(value[5])}`)},
        xAxis: categoryAxis(theme, layers.map(layerName), {axisLabel: {color: theme.ink}}),
        yAxis: standingAxis(theme, "z"),
        series: nulls.map((name, i) => ({
          name: nullNames[name] || name, type: "boxplot", boxWidth: [8, 44],
          itemStyle: {color: mix(colours[i % 3], theme.dark ? "#161d27" : "#ffffff", 0.65), borderColor: colours[i % 3], borderWidth: 1.5},
          color: colours[i % 3],
          data: layers.map((layer) => {
            const group = groups.find((one) => one.layer === layer && one.null === name &&
                                      one.measure === state.measure && one.list === state.list);
            return group ? group.z : [];
          }),
          ...(i === 0 ? {markLine: {silent: true, symbol: "none", label: {show: false},
                                    lineStyle: {color: theme.soft, type: "dashed"}, data: [{yAxis: 0}]}} : {}),
        })),
      };
    },
  });
}

function valueChart(groups, state, layers) {
  return chartFigure({
    title: "Value of each node against its null's mean", height: 330,
    caption: "Above the dashed line a node's genes are closer together than random ones.",
    build: ({theme}) => {
      const shown = groups.filter((one) => one.measure === state.measure && one.list === state.list &&
                                  one.null === state.null);
      const all = shown.flatMap((group) => group.points);
      const top = Math.max(0, ...all.map((point) => point[0]));
      return {
        legend: legend(theme, {data: layers.map(layerName)}),
        tooltip: {...tooltipStyle(theme), trigger: "item", formatter: ({seriesName, value}) => tooltipLines(
          `${seriesName}, node ${value[2]}${value[3] ? `: ${value[3]}` : ""}`, `${state.measure} ${formatNumber(value[1])}`,
          `mean of the null ${formatNumber(value[0])}`)},
        xAxis: valueAxis(theme, `mean of the null (${state.measure})`, {scale: true}),
        yAxis: standingAxis(theme, state.measure, {scale: true}),
        series: [
          ...layers.map((layer, i) => ({
            name: layerName(layer), type: "scatter", symbolSize: 6, color: layerColour(theme, i, layers.length),
            itemStyle: {opacity: 0.65}, data: (shown.find((one) => one.layer === layer) || {points: []}).points,
          })),
          {name: "equal", type: "line", symbol: "none", silent: true, tooltip: {show: false},
           lineStyle: {color: theme.soft, type: "dashed", width: 1},
           data: all.length ? [[Math.min(...all.map((point) => point[0])), Math.min(...all.map((point) => point[0]))], [top, top]] : []},
        ],
      };
    },
  });
}

/** The groups as a table like those from files. */
function groupTable(groups) {
  const columns = ["layer", "list", "measure", "null", "nodes", "median_value", "median_null_mean", "median_z",
                   "nodes_q_below_0.05"];
  const rows = groups.map((group) => [group.layer, group.list, group.measure, group.null, String(group.nodes),
    formatNumber(group.value, 5), formatNumber(group.null_mean, 5), formatNumber(group.z[2], 4),
    String(group.significant)]);
  return new Table("interactome_by_layer", {columns, kept: rows.length, total: rows.length, cut_by: "",
                                            cells: columns.map((_, i) => rows.map((row) => row[i]))});
}

function interactomeSection() {
  const groups = report.interactome;
  if (!groups) return [missingFile("interactome.tsv", "interactome", " (or no edges were given)")];
  if (!groups.length) return [notice(code("interactome.tsv"), " has no node with a z value.")];
  const measures = distinct(groups, "measure");
  const lists = distinct(groups, "list");
  const nulls = distinct(groups, "null");
  const layers = distinct(groups, "layer");
  const pick = (values, wanted) => (values.includes(wanted) ? wanted : values[0]);
  const state = {measure: pick(measures, "edges"), list: lists[0], null: pick(nulls, "degree")};
  const figures = [zChart(groups, state, layers), valueChart(groups, state, layers)];
  const change = (key) => (value) => {
    state[key] = value;
    figures.forEach(({redraw}) => redraw());
  };
  return [
    element("p", {class: "about"}, "Are the genes that a node lights up close together in the protein interaction " +
            "network? Random sets of the same size are drawn uniformly, or with the same degrees; the degree-matched " +
            "null decides. q is corrected (Benjamini–Hochberg) over the nodes of all layers, for every list, measure and null by itself; " +
            "constant nodes are left out, and nodes with one signature count once."),
    element("div", {class: "controls"}, selectControl("Measure", measures, state.measure, change("measure")),
            selectControl("Gene list", lists, state.list, change("list")),
            selectControl("Null (right figure)", nulls, state.null, change("null"))),
    element("div", {class: "pair"}, ...figures.map(({figure}) => figure)),
    element("h3", {}, "By layer"),
    new TableView(groupTable(groups), {selects: ["layer", "list", "measure", "null"]}).element,
    ...foldedTable("interactome_trend", "Trend over the layers (Jonckheere–Terpstra)",
                   {selects: ["list", "measure", "null"]}),
    ...foldedTable("interactome", "Single nodes", {selects: ["layer", "list", "measure", "null"]}),
  ];
}
