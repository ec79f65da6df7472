// The language of the page: Chinese as it is written in the sources, English from the dictionary (words.js).
import { ENGLISH, LABELS } from "./words.js";

const KEPT = "dandang.language";        // kept only once somebody chose

export function english() { return localStorage.getItem(KEPT) === "en"; }

/* "第 {0} 行" with its values; a word the dictionary has not stays Chinese. */
export function t(words, ...values) {
  const text = english() ? ENGLISH[words] ?? words : words;
  return text.replace(/\{(\d)\}/g, (_, n) => String(values[n] ?? ""));
}

/* The name of an enum value, as the contract labels it: label("SchemeState", "DRAFT"). */
export function label(type, value) {
  const pair = LABELS[type] && LABELS[type][value];
  return !value || value === "UNSPECIFIED" ? "" : pair ? pair[english() ? 1 : 0] : value;
}

/* [value, name] of every value of an enum, for choices. */
export function labels(type) { return Object.keys(LABELS[type]).map(value => [value, label(type, value)]); }

/* Sentences of the API come in both languages. */
export function told(zh, en) { return english() && en ? en : zh; }

export function chooseLanguage(name) {
  localStorage.setItem(KEPT, name);
  speak();
}

/* What stands in index.html itself. */
export function speak() {
  document.documentElement.lang = english() ? "en" : "zh-CN";
  for (const e of document.querySelectorAll("[data-words]")) e.textContent = t(e.dataset.words);
  for (const e of document.querySelectorAll("[data-label-words]")) e.setAttribute("aria-label", t(e.dataset.labelWords));
}

export function moment(iso) {
  return new Date(iso).toLocaleString(english() ? "en-GB" : "zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}

export function day(iso) { return iso || "—"; }

/* Hundredths (of a point, of a yuan) as people write them, and back; no fraction of a number ever goes through a float. */
export function points(hundredths) {
  if (hundredths === undefined || hundredths === null) return "";
  const n = BigInt(hundredths), size = n < 0n ? -n : n;
  return `${n < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

export const POINTS = "-?[0-9]{1,9}([.][0-9]{1,2})?";

/* NaN: not such a number. */
export function pointsOf(text) {
  const m = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim());
  return m ? Number(m[1] + m[2] + (m[3] || "").padEnd(2, "0")) : NaN;
}
