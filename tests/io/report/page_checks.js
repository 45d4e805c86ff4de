// SPDX-License-Identifier: Apache-2.0
// Uses the report as a reader would; report_browser_test puts this at the end of the page. The result stands in
// <html data-checks>.
(async () => {
  const failures = [];
  const check = (what, holds) => {
    if (!holds) failures.push(what);
  };
  const pause = () => new Promise((done) => setTimeout(done, 300));
  const view = document.querySelector('[data-table="modules"]');
  const rows = () => [...view.querySelectorAll("tbody tr")];
  const headers = [...view.querySelectorAll("th")].map((header) => header.textContent);
  const column = (name) => rows().map((row) => row.children[headers.indexOf(name)].textContent);
  const count = () => view.querySelector(".count").textContent;
  const click = (name) => view.querySelectorAll("th button")[headers.indexOf(name)].click();
  const choose = (scope, name, value) => {
    const select = scope.querySelector(`select[data-column="${name}"]`);
    select.value = value;
    select.dispatchEvent(new Event("change"));
  };
  const chartIn = (id, index = 0) =>
    window.echarts.getInstanceByDom(document.querySelectorAll(`#${id} .plot`)[index]).getOption();
  const pointsOf = (option) => option.series.reduce((sum, series) => sum + series.data.length, 0);
  const rises = (values) => values.every((value, i) => i === 0 || values[i - 1] <= value);

  // Every table has rows, every chart has data and a size.
  for (const table of document.querySelectorAll("[data-table]")) {
    check(`rows in ${table.dataset.table}`, table.querySelectorAll("tbody tr").length > 0);
  }
  for (const plot of document.querySelectorAll(".plot")) {
    check(`size of ${plot.getAttribute("aria-label")}`, plot.querySelector("canvas").clientHeight >= 150);
    check(`data of ${plot.getAttribute("aria-label")}`, pointsOf(window.echarts.getInstanceByDom(plot).getOption()) > 0);
  }

  // The modules open on the positive lists, sorted by p_permutation, a page of 50.
  check("positive list first", column("list").every((list) => list === "positive"));
  check("page of 50", rows().length === 50 && count().startsWith("1–50 of 720 rows"));
  check("sorted by p_permutation", rises(column("p_permutation").map(Number)));
  check("q below 0.05 stands out", rows()[0].querySelector("td.found") !== null);
  check("both p values", headers.includes("p") && headers.includes("p_permutation"));
  check("not calibrated", document.querySelector("#modules .caution").textContent.includes("not calibrated"));
  check("what q is corrected over", document.querySelector("#modules").textContent.includes("ibd, classifier route: 1,080 tests"));

  click("overlap");
  check("ascending", rises(column("overlap").map(Number)));
  click("overlap");
  check("descending", rises(column("overlap").map(Number).reverse()));
  click("set");
  check("text sorts", column("set")[0].startsWith("<"));

  // The selects and the text filter reach the table and the plot alike.
  const before = pointsOf(chartIn("modules"));
  choose(view, "layer", "3");
  check("layer select", column("layer").every((layer) => layer === "3") && count().includes("240 rows"));
  const after = pointsOf(chartIn("modules"));
  check("plot follows", after > 0 && after < before);
  choose(view, "contrast", "ibd");
  const box = view.querySelector('input[type="search"]');
  box.value = "bowel";
  box.dispatchEvent(new Event("input"));
  await pause();
  check("text filter", rows().length === 1 && column("set")[0] === "Inflammatory bowel disease");
  box.value = "";
  box.dispatchEvent(new Event("input"));
  await pause();
  check("filter off", count().includes("120 rows"));

  // Pages turn.
  const [back, next] = [...view.querySelectorAll(".pager button")].slice(0, 2);
  next.click();
  check("second page", count().startsWith("51–100"));
  back.click();
  check("first page", count().startsWith("1–50"));

  // The map: another colour and another representation.
  const [representation, colour] = document.querySelectorAll("#map select");
  check("map opens on the label of structure.tsv", colour.value === "organ" && chartIn("map").series.length === 12);
  check("all samples", pointsOf(chartIn("map")) === 600);
  const x = chartIn("map").series[0].data[0].value[0];
  colour.value = "sex";
  colour.dispatchEvent(new Event("change"));
  check("coloured by sex", chartIn("map").series.map(({name}) => name).join() === "female,male,not given");
  representation.value = "pca";
  representation.dispatchEvent(new Event("change"));
  check("PCA's coordinates", chartIn("map").series[0].data[0].value[0] !== x);
  check("donor is not offered", ![...colour.options].some(({value}) => value === "donor"));

  // The nodes: how many are constant, and what the others are called.
  const byLayer = [...document.querySelectorAll('[data-table="nodes_by_layer"] tbody tr')];
  check("nodes by layer", byLayer.length === 3 && byLayer[0].children[1].textContent === "64");
  check("constant nodes", byLayer[0].children[2].textContent === "7");
  check("names of nodes", document.querySelector('[data-table="nodes"] tbody').textContent.includes("<HALLMARK_E2F_TARGETS>"));
  check("names in the plot", chartIn("interactome", 1).series[0].data.some((point) => point[3] === "HALLMARK_E2F_TARGETS"));

  // The interactome: other measure.
  const measure = document.querySelector("#interactome select");
  measure.value = "closeness";
  measure.dispatchEvent(new Event("change"));
  check("three layers, two nulls", chartIn("interactome").series.length === 2 && pointsOf(chartIn("interactome")) === 6);
  check("closeness", chartIn("interactome", 1).yAxis[0].name === "closeness");

  check("names stay text", document.title.startsWith("example") && !document.querySelector("main img, section script"));
  check("no sideways scrolling", document.documentElement.scrollWidth <= window.innerWidth);
  document.documentElement.dataset.checks = failures.length ? failures.join(" | ") : "passed";
})().catch((error) => {
  document.documentElement.dataset.checks = `stopped: ${error.message}`;
});
