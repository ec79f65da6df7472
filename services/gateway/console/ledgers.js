// Whatever the reader may look up: every table of the contract, filtered by its indexes, a row with all it holds, and what can be done with it.
import { get } from "./api.js";
import { choice, element, facts, field as labelled, filter, heading, link, pager, table } from "./dom.js";
import { t } from "./language.js";
import { cadreNames, person, unitNames } from "./names.js";
import { isCadreAlone, mayRead, session } from "./session.js";
import { contract, named, shown, valueName } from "./terms.js";

const PAGE_ROWS = 50;
const COLUMNS = 8;
const CELL_CHARS = 40;

export async function ledgers() {
  const c = await contract(), mine = Object.entries(c.TABLES).filter(([path]) => mayRead(path));
  const parts = Object.keys(c.SERVICES).map(service => [service, mine.filter(([, one]) => one.service === service)]).filter(([, some]) => some.length);
  return [heading(t("台账")), element("p", t("共 {0} 本，按权限列出本人看得到的记录。", mine.length), { class: "hint" }), ...parts.map(([service, some]) => element("section", [
    element("h3", named({ zh: c.SERVICES[service], name: service })),
    element("ul", some.map(([path, one]) => element("li", link(named(one), "ledger", { path })))),
  ], { class: "matters" }))];
}

/* The fields a list can be narrowed by: the first of its key and of every index. */
function filters(c, one) {
  const names = [...new Set([one.key[0], ...one.index.map(i => i.split(",")[0].trim())])];
  return c.MESSAGES[one.type].filter(f => names.includes(f.name));
}

function filterInput(c, f, value) {
  const id = "by-" + f.name;
  const input = f.kind === "enum" ? choice(id, [["", t("全部")], ...Object.keys(c.ENUMS[f.of]).map(v => [v, valueName(c.ENUMS, f.of, v)])], value, { name: f.name }) :
    element("input", [], { id, name: f.name, value, size: "16", autocomplete: "off" });
  return labelled(named(f), input);
}

/* People and units by their names, everything else as it stands. */
async function cells(c, rows) {
  const name = await cadreNames(rows.map(r => r.cadre_id)), unit = await unitNames();
  return (f, row) => {
    const value = row[f.name];
    if (f.name === "cadre_id") return person(name, value);
    if (f.name === "unit_id") return value ? unit(value) : "";
    return shown(c.ENUMS, f, value);
  };
}

function keyOf(one, row) { return Object.fromEntries(one.key.map(name => [name, row[name]])); }

function short(text) { return typeof text === "string" && text.length > CELL_CHARS ? text.slice(0, CELL_CHARS) + "…" : text; }

function wide(content, words) { return element("div", content, { class: "wide", tabindex: "0", role: "region", "aria-label": words }); }

/* The key first, then what can stand in a cell. */
function columnsOf(c, one) {
  const flat = c.MESSAGES[one.type].filter(f => !f.many && !["message", "file"].includes(f.kind));
  return [...flat.filter(f => one.key.includes(f.name)), ...flat.filter(f => !one.key.includes(f.name))].slice(0, COLUMNS);
}

export async function ledger(q) {
  const c = await contract(), path = q.get("path") || "", one = c.TABLES[path], after = q.get("after") || "";
  if (!one) return [heading(t("台账")), element("p", t("没有这本台账。"), { class: "bad" })];
  const by = Object.fromEntries(filters(c, one).map(f => [f.name, q.get(f.name) || (f.name === "cadre_id" && isCadreAlone() ? session().cadre_id : "")]).filter(([, v]) => v));
  const page = await get(path, { ...by, limit: PAGE_ROWS, after }), cell = await cells(c, page.items);
  const show = columnsOf(c, one).map(f => [named(f), r => short(cell(f, r)), f.kind === "number" ? "number" : ""]);
  return [
    element("p", link(t("← 全部台账"), "ledgers")),
    heading(named(one)),
    filter("ledger", filters(c, one).map(f => filterInput(c, f, by[f.name] || "")), form => ({ path, ...Object.fromEntries(form) })),
    page.items.length ? wide(table("", [...show, [t("详情"), r => link(t("打开"), "row", { path, ...keyOf(one, r) })]], page.items), named(one)) : element("p", t("没有记录。"), { class: "hint" }),
    pager("ledger", { path, ...by, after }, page.next),
  ];
}

/* Lists and messages within a row, as far down as they go. */
function within(c, f, value, cell) {
  if (f.kind !== "message") return element("p", [element("strong", named(f) + t("：")), value.map(v => shown(c.ENUMS, { ...f, many: false }, v)).join(t("、"))]);
  const fields = c.MESSAGES[f.of], flat = fields.filter(x => !x.many && x.kind !== "message"), list = f.many ? value : [value];
  const deeper = list.flatMap(v => fields.filter(x => (x.many ? (v[x.name] || []).length : x.kind === "message" && v[x.name])).map(x => within(c, x, v[x.name], cell)));
  const own = f.many ? wide(table(named(f), flat.map(x => [named(x), v => cell(x, v), x.kind === "number" ? "number" : ""]), list), named(f)) : element("div", [element("h3", named(f)), facts(flat.map(x => [named(x), cell(x, value)]))]);
  return element("div", [own, ...deeper]);
}

export async function row(q) {
  const c = await contract(), path = q.get("path") || "", one = c.TABLES[path];
  if (!one) return [heading(t("台账")), element("p", t("没有这本台账。"), { class: "bad" })];
  const r = await get(path + one.key.map(name => "/" + encodeURIComponent(q.get(name) || "")).join("")), cell = await cells(c, [r]);
  const fields = c.MESSAGES[one.type];
  return [
    element("p", [link(t("← 全部台账"), "ledgers"), " ", link(named(one), "ledger", { path })]),
    heading(named(one)),
    facts(fields.filter(f => !f.many && f.kind !== "message").map(f => [named(f), cell(f, r)])),
    ...fields.filter(f => f.many ? (r[f.name] || []).length : f.kind === "message" && r[f.name]).map(f => within(c, f, r[f.name], cell)),
    element("p", link(t("就此办理"), "matters", keyOf(one, r), { class: "button" })),
  ];
}
