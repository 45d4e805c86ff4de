// SPDX-License-Identifier: Apache-2.0
function tile(name, value, detail = "") {
  return element("div", {class: "tile"}, element("div", {class: "name"}, name),
                 element("div", {class: "value"}, value), element("div", {class: "detail"}, detail));
}

/** The row with the largest number in a column, among accepted rows; −1 when there is none. */
function bestRow(table, column, accept = () => true) {
  let best = -1;
  for (let row = 0; row < table.rows; ++row) {
    const value = table.number(column, row);
    if (!Number.isNaN(value) && accept(row) && (best < 0 || value > table.number(column, best))) best = row;
  }
  return best;
}

function cohortTile() {
  if (!report.cohort) return null;
  const {samples, genes} = report.cohort;
  return tile("Cohort", `${formatCount(samples)} × ${formatCount(genes)}`, "samples × genes");
}

/** The kind of the run's model: the one that was taken, where there was a choice. */
function modelKind() {
  const table = tables.candidates;
  const taken = table ? table.where((row) => table.text("taken", row) === "yes")[0] : undefined;
  return taken === undefined ? setting("model", "kind").replace(/['"]/g, "") : table.text("kind", taken);
}

/** A model whose code has a size of its own. */
function codeTile(name) {
  const table = tables.reconstruction;
  if (!table || !table.has("representation", "dimension")) return null;
  const [row] = table.where((at) => table.text("representation", at) === "autoencoder");
  return row === undefined ? null : tile(name, table.text("dimension", row), "numbers a sample");
}

function modelTile() {
  if (modelKind() === "manifold") return codeTile("Principal manifold");
  if (modelKind() === "residual") return codeTile("Residual network");
  const widths = (setting("model", "widths").match(/\d+/g) || []).join(" · ");
  if (!widths) return null;
  return tile("Autoencoder", widths, `${setting("model", "hidden").replace(/['"]/g, "")} nodes per layer`);
}

function reconstructionTile() {
  const table = tables.reconstruction;
  if (!table || !table.has("representation", "samples", "r2_global")) return null;
  const part = unseenPart(table);
  const unseen = (name) => (row) => table.text("samples", row) === part && table.text("representation", row) === name;
  const own = bestRow(table, "r2_global", unseen("autoencoder"));
  if (own < 0) return null;
  const sameSize = (row) => unseen("pca")(row) && table.text("dimension", row) === table.text("dimension", own);
  const same = bestRow(table, "r2_global", sameSize);
  const baseline = same < 0 ? bestRow(table, "r2_global", unseen("pca")) : same;
  const beside = baseline < 0 ? "" : `PCA-${table.text("dimension", baseline)}: ${formatScore(table.number("r2_global", baseline))}`;
  return tile("R² on unseen samples", formatScore(table.number("r2_global", own)), beside);
}

function trainingTile() {
  const table = tables.metrics;
  if (!table || !table.rows || !table.has("epoch", "seconds")) return null;
  const last = table.rows - 1;
  const steps = modelKind() === "manifold" ? "turns" : "epochs";
  return tile("Training", `${table.text("epoch", last)} ${steps}`, formatDuration(table.number("seconds", last)));
}

function structureTile() {
  const table = tables.structure;
  if (!table || !table.rows || !table.has("label", "representation", "silhouette")) return null;
  const label = table.text("label", 0);
  const pick = (pca) => bestRow(table, "silhouette", (row) => table.text("label", row) === label &&
                                table.text("representation", row).startsWith("pca") === pca);
  const own = pick(false);
  const baseline = pick(true);
  if (own < 0) return null;
  return tile(`Silhouette by ${label}`, formatScore(table.number("silhouette", own)),
              layerName(table.text("representation", own)) +
              (baseline < 0 ? "" : `; best PCA: ${formatScore(table.number("silhouette", baseline))}`));
}

function modulesTile() {
  const table = tables.modules;
  if (!table || !table.has("q", "set", "contrast")) return null;
  const found = new Set(table.where((row) => table.number("q", row) < 0.05)
                             .map((row) => `${table.text("contrast", row)}\t${table.text("set", row)}`));
  const tested = formatCount(table.levels("set").length);
  const contrasts = table.levels("contrast").length;
  return tile("Enriched sets, q < 0.05", formatCount(found.size),
              `of ${tested} in ${contrasts} contrast${contrasts === 1 ? "" : "s"}`);
}

function classifierTile() {
  const table = tables.classifiers;
  if (!table || !table.has("auroc")) return null;
  const best = bestRow(table, "auroc");
  if (best < 0) return null;
  return tile("Best AUROC", formatScore(table.number("auroc", best)),
              `${table.text("contrast", best)}, ${layerName(table.text("layer", best))}`);
}

function programsTile() {
  const table = tables.programs;
  if (!table || !table.has("jaccard")) return null;
  const found = table.where((row) => table.number("jaccard", row) >= 0.5).length;
  return tile("Programs found", `${found} of ${table.rows}`, "planted programs with Jaccard ≥ 0.5");
}

function summaryHeader() {
  const tiles = [cohortTile(), modelTile(), trainingTile(), reconstructionTile(), structureTile(), modulesTile(),
                 classifierTile(), programsTile(), ...sweepTiles()].filter((made) => made);
  const brand = `Lampyris ${report.version || ""} · disease modules from a deep autoencoder`;
  return [element("p", {class: "brand"}, brand), element("h1", {}, report.run),
          ...(tiles.length ? [element("div", {class: "tiles"}, ...tiles)] : [])];
}
