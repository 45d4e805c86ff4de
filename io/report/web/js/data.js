// SPDX-License-Identifier: Apache-2.0
const report = JSON.parse(document.getElementById("report-data").textContent);

/** A column of text, from an array or from levels and codes (−1 = ""). */
function decodeColumn(column) {
  if (Array.isArray(column)) return column;
  return column.codes.map((at) => (at < 0 ? "" : column.levels[at]));
}

function toNumber(cell) {
  if (cell === "inf") return Infinity;
  if (cell === "-inf") return -Infinity;
  return cell === undefined || cell === null || cell === "" ? NaN : Number(cell);
}

/** A table of the run directory: text cells by column, numbers on demand. */
class Table {
  constructor(name, data) {
    this.name = name;
    this.columns = data.columns;
    this.rows = data.kept;
    this.total = data.total;
    this.cutBy = data.cut_by;
    this.cells = new Map(data.columns.map((column, i) => [column, decodeColumn(data.cells[i])]));
    this.parsed = new Map();
  }
  has(...columns) {
    return columns.every((column) => this.cells.has(column));
  }
  text(column, row) {
    return this.cells.has(column) ? this.cells.get(column)[row] : "";
  }
  numbers(column) {
    if (!this.parsed.has(column)) {
      this.parsed.set(column, this.has(column) ? this.cells.get(column).map(toNumber) : Array(this.rows).fill(NaN));
    }
    return this.parsed.get(column);
  }
  number(column, row) {
    return this.numbers(column)[row];
  }
  /** Whether every cell that is there is a number. */
  isNumeric(column) {
    const cells = this.cells.get(column);
    return cells.some((cell) => cell !== "" && cell !== "NA") &&
           cells.every((cell, row) => cell === "" || cell === "NA" || !Number.isNaN(this.number(column, row)));
  }
  /** Distinct values in order of first appearance. */
  levels(column) {
    return this.has(column) ? [...new Set(this.cells.get(column))] : [];
  }
  /** Rows that a predicate accepts. */
  where(accept) {
    return Array.from({length: this.rows}, (_, row) => row).filter(accept);
  }
}

const tables = {};
for (const [name, data] of Object.entries(report.tables)) {
  if (data) tables[name] = new Table(name, data);
}

/** The value of a key in a section of job.toml as text, or "". */
function setting(section, key) {
  let inside = false;
  for (const line of (report.job || "").split("\n")) {
    const heading = line.match(/^\s*\[+([^\]]+)\]+/);
    if (heading) inside = heading[1].trim() === section;
    const pair = line.match(/^\s*([\w-]+)\s*=\s*(.*)$/);
    if (inside && pair && pair[1] === key) return pair[2].trim();
  }
  return "";
}
