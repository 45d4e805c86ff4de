// SPDX-License-Identifier: Apache-2.0
/** An element with attributes (null ones are left out) and children (elements or text; text never becomes markup). */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (value !== null) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

/** A line that stands where something would be that this run does not have. */
function notice(...parts) {
  return element("p", {class: "notice"}, ...parts);
}

function code(text) {
  return element("code", {}, text);
}

/** Says which stage makes a missing file. */
function missingFile(file, stage, why = "") {
  return notice(code(file), " is not in this run directory", why, ": the stage ", code(`lampyris ${stage} JOB.toml`),
                " makes it.");
}

function formatCount(count) {
  return Number(count).toLocaleString("en-US");
}

/** R², silhouette, AUROC: three decimals. */
function formatScore(value) {
  return Number.isFinite(value) ? value.toFixed(3) : "NA";
}

/** About `digits` significant digits, for tiles and tooltips. */
function formatNumber(value, digits = 3) {
  if (!Number.isFinite(value)) return "NA";
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return value.toExponential(1);
  return String(Number(value.toPrecision(digits)));
}

function formatDuration(seconds) {
  if (!Number.isFinite(seconds)) return "NA";
  if (seconds < 90) return `${formatNumber(seconds)} s`;
  if (seconds < 5400) return `${formatNumber(seconds / 60)} min`;
  return `${formatNumber(seconds / 3600)} h`;
}
