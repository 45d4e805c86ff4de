// SPDX-License-Identifier: Apache-2.0
const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
let printing = false;

const categoryColours = [
  "#3b7dd8", "#e8862e", "#2e9e5b", "#d64550", "#8a63d2", "#9a6b4f", "#d964a8", "#7d8794", "#b5a52b", "#22a7b8",
  "#9dbdf0", "#f6bf88", "#93d3a6", "#f2a0a3", "#c7b3ee", "#cdb09d", "#efb4d6", "#bdc3ca", "#dcd584", "#95d8e2",
];

/** The page's colours as they are now, for the charts. */
function currentTheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const dark = darkQuery.matches && !printing;
  return {
    dark, ink: printing ? "#111111" : colour("--ink"), soft: printing ? "#444444" : colour("--soft"),
    line: printing ? "#cccccc" : colour("--line"), surface: printing ? "#ffffff" : colour("--surface"),
    training: dark ? "#7f8ea3" : "#8794a8", heldout: dark ? "#6ea8ff" : "#1f6feb",
    layers: dark ? ["#ffc04d", "#f0718a", "#9d8cf2"] : ["#e09a12", "#cf4463", "#5d48b5"],
    pca: dark ? ["#6b7889", "#95a2b3", "#bcc6d2"] : ["#a7b1bf", "#7d8a9b", "#566274"],
  };
}

function mix(from, to, share) {
  const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  const channel = (at) => Math.round(part(from, at) * (1 - share) + part(to, at) * share);
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`;
}

/** The colour of the layer at `index` of `count`: one ramp from the first layer to the last. */
function layerColour(theme, index, count) {
  const stops = theme.layers;
  const at = count < 2 ? 0 : (index / (count - 1)) * (stops.length - 1);
  const below = Math.min(Math.floor(at), stops.length - 2);
  return mix(stops[below], stops[below + 1], at - below);
}

/** A colour for every representation: layers on their ramp, PCA in greys. */
function representationColours(theme, names) {
  const layers = names.filter((name) => !name.startsWith("pca"));
  const baselines = names.filter((name) => name.startsWith("pca"));
  return new Map(names.map((name) => [name, name.startsWith("pca")
    ? theme.pca[Math.min(baselines.indexOf(name), theme.pca.length - 1)]
    : layerColour(theme, layers.indexOf(name), layers.length)]));
}

/** "1", "layer1" and "layer 1" are all shown as "layer 1". */
function layerName(value) {
  const digits = String(value).match(/^(?:layer\s*)?(\d+)$/i);
  return digits ? `layer ${digits[1]}` : String(value);
}
