// Small pieces the pages are made of. Text is set as text, never as markup.
import { t } from "./language.js";

export const $ = id => document.getElementById(id);

export function element(tag, content, attributes = {}) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) e.setAttribute(name, value);
  e.append(...[content ?? ""].flat());
  return e;
}

export function address(page, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, v]) => v !== "" && v !== undefined)).toString();
  return "#" + page + (query ? "?" + query : "");
}

export function link(text, page, parameters, attributes = {}) {
  return element("a", text, { href: address(page, parameters), ...attributes });
}

export function heading(text) { return element("h2", text, { tabindex: "-1" }); }

/* columns: [head, cell of a row, class]. Cells know their head, for narrow screens where rows become cards. */
export function table(caption, columns, rows) {
  const body = element("table", caption ? element("caption", caption) : []);
  body.append(element("thead", element("tr", columns.map(([head]) => element("th", head, { scope: "col" })))));
  body.append(element("tbody", rows.map(row => element("tr", columns.map(([head, cell, kind]) => {
    const content = cell(row);
    return element("td", content === "" || content == null ? [] : content, { "data-label": head, ...(kind ? { class: kind } : {}) });
  })))));
  return body;
}

export function facts(pairs) {
  return element("dl", pairs.filter(([, value]) => value !== "" && value != null).flatMap(([name, value]) => [element("dt", name), element("dd", value)]), { class: "facts" });
}

export function field(label, input, hint = "") {
  return element("div", [element("label", label, { for: input.id }), input, ...(hint ? [element("p", hint, { class: "hint" })] : [])]);
}

export function choice(id, options, chosen, attributes = {}) {
  return element("select", options.map(([value, text]) => element("option", text, { value, ...(value === chosen ? { selected: "" } : {}) })), { id, name: id, ...attributes });
}

/* A form whose fields stand in the address: what is shown can be kept, sent and gone back to. */
export function filter(page, fields, onSubmit) {
  const form = element("form", [...fields, element("div", element("button", t("查看"), { type: "submit" }))], { class: "filter", "aria-label": t("筛选") });
  form.addEventListener("submit", event => {
    event.preventDefault();
    const hash = address(page, onSubmit(new FormData(form)));
    if (location.hash === hash) window.dispatchEvent(new HashChangeEvent("hashchange")); else location.hash = hash;
  });
  return form;
}

export function pager(page, parameters, next) {
  const links = [];
  if (parameters.after) links.push(link(t("回到第一页"), page, { ...parameters, after: "" }));
  if (next) links.push(link(t("下一页"), page, { ...parameters, after: next }, { rel: "next" }));
  return element("p", links, { class: "pager" });
}

/* Where a matter stands: [state, name] in order. */
export function steps(all, current) {
  const at = all.findIndex(([state]) => state === current);
  return element("ol", all.map(([, name], i) => element("li", name, {
    ...(i === at ? { "aria-current": "step" } : {}), class: i < at ? "past" : i === at ? "now" : "ahead",
  })), { class: "steps" });
}

export function printButton() {
  const button = element("button", t("打印"), { type: "button" });
  button.addEventListener("click", () => window.print());
  return element("p", button);
}

export function warning(text) { return element("span", text, { class: "bad" }); }
export function good(text) { return element("span", text, { class: "good" }); }

const SVG = "http://www.w3.org/2000/svg";

function drawn(tag, attributes, content = []) {
  const e = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, String(value));
  e.append(...content);
  return e;
}

/* A small line through values, the oldest first; the words are for who does not see it. */
export function line(values, words) {
  const low = Math.min(...values), span = Math.max(...values) - low || 1, step = values.length > 1 ? 96 / (values.length - 1) : 0;
  const at = values.map((v, i) => [2 + Math.round(i * step), 22 - Math.round((v - low) * 20 / span)]), [x, y] = at[at.length - 1];
  return drawn("svg", { viewBox: "0 0 100 24", class: "curve", role: "img", "aria-label": words },
    [drawn("polyline", { points: at.map(p => p.join(",")).join(" ") }), drawn("circle", { cx: x, cy: y, r: 2 })]);
}

/* What is still missing; nothing missing is said too. */
export function missing(items, nothing) {
  return items.length ? element("ul", items.map(i => element("li", i)), { class: "missing" }) : element("p", nothing, { class: "good" });
}

/* A derivation, opened node by node: { title, facts, content, children, open }. A node without anything below it is a line. */
export function tree(node) {
  const inner = [...(node.facts ? [facts(node.facts)] : []), ...[node.content || []].flat(), ...(node.children || []).map(tree)];
  if (!inner.length) return element("p", node.title, { class: "leaf", ...(node.id ? { "data-node": node.id } : {}) });
  return element("details", [element("summary", node.title), ...inner], { class: "tree", ...(node.open ? { open: "" } : {}), ...(node.id ? { "data-node": node.id } : {}) });
}
