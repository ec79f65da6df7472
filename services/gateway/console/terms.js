// The contract as people read it: what a command, a table, a field, a value is called. Fetched when a page first needs it.
import { english, points, told } from "./language.js";
import { LABELS } from "./words.js";

let loading = null;
export function contract() {
  if (!loading) loading = import("./contract.js");
  return loading;
}

/* "CallUpRow", "call_up_id", "NOT_SHOULDERING" as words; the contract has no English beside its names. */
function spaced(name) {
  const words = name.replace(/Row$/, "").replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/_/g, " ").toLowerCase();
  return words[0].toUpperCase() + words.slice(1);
}

export function named(one) { return told(one.zh, spaced(one.type || one.name)); }

export function valueName(enums, type, value) {
  if (!value || value === "UNSPECIFIED") return "";
  if (!english()) return enums[type][value] || value;
  return LABELS[type] && LABELS[type][value] ? LABELS[type][value][1] : spaced(value);
}

/* Are these hundredths, shown and typed as points or as yuan? */
export function inHundredths(field) { return field.unit === "0.01 point" || field.unit === "fen"; }

/* A value of a row in words; lists and messages are not for a cell. */
export function shown(enums, field, value) {
  if (field.kind === "enum") return valueName(enums, field.of, value);
  if (field.kind === "flag") return value ? "✓" : "";
  if (inHundredths(field)) return points(value);
  return value === undefined || value === null ? "" : String(value);
}
