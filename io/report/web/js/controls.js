// SPDX-License-Identifier: Apache-2.0
/** A labelled select. `options` are values or [value, text]; `changed` gets the value. */
function selectControl(label, options, chosen, changed) {
  const select = element("select", {on: {change: (event) => changed(event.target.value)}});
  for (const option of options) {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    select.append(element("option", {value}, text));
  }
  select.value = chosen;
  return element("label", {}, label, select);
}

/** A labelled text box; `changed` gets the text, a moment after the last key. */
function searchControl(label, placeholder, changed) {
  let timer = 0;
  const input = element("input", {type: "search", placeholder, on: {input: (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => changed(event.target.value), 120);
  }}});
  return element("label", {class: "wide"}, label, input);
}
