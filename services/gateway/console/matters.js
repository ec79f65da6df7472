// Whatever the reader may do, found by its name: a form for every command, made from the contract. What has a page of its own is better done
// there; an address may bring values along (`cadre_id`, the number of a matter), and then shows what takes them.
import { element, facts, field as labelled, heading, link, warning } from "./dom.js";
import { entry, roleName } from "./forms.js";
import { t } from "./language.js";
import { allUnits } from "./names.js";
import { isCadreAlone, mayRead, maySend, senders, session } from "./session.js";
import { contract, inHundredths, named, valueName } from "./terms.js";

const OWN_PAGES = { "/assessment/schemes/draft": "scheme-draft", "/assessment/polls/draft": "poll-draft" };
const LONG_CHARS = 200;
const TABLE_COLUMNS = 6;
const UNITS = { fen: "元", hours: "小时", percent: "%", months: "月", years: "年", bytes: "字节", "UTC ms": "毫秒", "basis points": "万分之一", ten_thousandths: "万分之一" };

// ---- what takes a value
/* By the field of that name, a list of it, or a row that has it: where in the form it goes. */
function takes(messages, type, name) {
  const fields = messages[type];
  return fields.find(f => f.name === name) || fields.find(f => f.name === name + "s" && f.many) || fields.find(f => f.kind === "message" && f.many && messages[f.of].some(x => x.name === name));
}

function startValue(messages, field, given) {
  if (given[field.name] !== undefined) return given[field.name];
  if (field.many && field.kind !== "message") return given[field.name.replace(/s$/, "")];
  if (!field.many || field.kind !== "message") return undefined;
  const known = messages[field.of].filter(x => given[x.name] !== undefined).map(x => [x.name, given[x.name]]);
  return known.length ? [Object.fromEntries(known)] : undefined;
}

// ---- fields of the form
function hintOf(f) {
  if (f.kind === "quarter") return t("如 2026Q1");
  if (f.many && f.kind !== "enum") return f.kind === "id" ? t("可填多个，用空格分开") : t("可填多个，一行一个");
  if (f.unit === "fen" || f.unit && !inHundredths(f)) return UNITS[f.unit] ? t("单位：{0}", t(UNITS[f.unit])) : f.unit;
  return "";
}

function listOf(f) {
  const parts = text => text.split(f.kind === "id" ? /[\s,，、;；]+/ : /\n+/).map(x => x.trim()).filter(Boolean);
  return text => parts(text).map(x => f.kind === "number" ? Number(x) : x);
}

function fromJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw Object.assign(new Error("JSON"), { problem: { title: t("不是合法的 JSON：{0}", text.slice(0, 40)) } });
  }
}

/* One that stands by itself or as a column; lists are typed, lists of rows within rows as JSON (two commands have some). */
function plain(c, f, name, value) {
  const title = named(f).replace(/（分）$/, "");
  const made = { name, label: f.required ? t("{0}（必填）", title) : title, hint: hintOf(f), required: f.required, value };
  if (f.kind === "message") return { ...made, kind: "area", hint: "JSON", to: fromJson };
  if (f.kind === "enum") return { ...made, kind: f.many ? "many" : "choice", options: Object.keys(c.ENUMS[f.of]).map(v => [v, valueName(c.ENUMS, f.of, v)]), value: f.many && value ? [value].flat() : value };
  if (f.many) return { ...made, kind: "area", lines: 2, to: listOf(f) };
  if (f.kind === "date" || f.kind === "flag" || f.kind === "file") return { ...made, kind: f.kind };
  if (f.kind === "number") return { ...made, kind: inHundredths(f) ? "points" : "number" };
  return { ...made, kind: f.kind === "text" && (f.chars || 0) > LONG_CHARS ? "area" : "text", max: f.chars, suggest: f.name.endsWith("unit_id") ? "units" : undefined };
}

function columns(c, type) {
  return c.MESSAGES[type].flatMap(f => f.kind === "message" && !f.many ? columns(c, f.of).map(x => ({ ...x, name: `${f.name}.${x.name}` })) :
    [f.many && f.kind === "enum" ? { ...plain(c, { ...f, kind: "id" }, f.name), hint: "" } : plain(c, f, f.name)]);
}

export function fieldsOf(c, type, given = {}, prefix = "") {
  return c.MESSAGES[type].flatMap(f => {
    if (f.kind !== "message") return [plain(c, f, prefix + f.name, startValue(c.MESSAGES, f, given))];
    if (!f.many) return fieldsOf(c, f.of, given, `${prefix}${f.name}.`);
    const cells = columns(c, f.of);
    return [{ name: prefix + f.name, label: named(f), kind: "rows", cards: cells.length > TABLE_COLUMNS, start: f.required ? 1 : 0, value: startValue(c.MESSAGES, f, given), columns: cells }];
  });
}

/* {"vote.present": 5} as {vote: {present: 5}}; what was left empty within is not sent. */
export function nested(flat) {
  const body = {};
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split("."), last = path.pop();
    const within = path.length && (value === false || Array.isArray(value) && !value.length);
    if (within) continue;
    let at = body;
    for (const part of path) at = at[part] = at[part] || {};
    at[last] = Array.isArray(value) ? value.map(x => x && typeof x === "object" && !Array.isArray(x) ? nested(x) : x) : value;
  }
  return body;
}

// ---- pages
function givenOf(q) { return Object.fromEntries([...q].filter(([name]) => name !== "path")); }

function about(given) {
  return Object.keys(given).length ? element("p", t("只列出与 {0} 有关的事项。", Object.values(given).join(t("、"))), { class: "hint" }) : "";
}

export async function matters(q) {
  const c = await contract(), given = givenOf(q);
  const mine = Object.entries(c.COMMANDS).filter(([path, one]) => maySend(path) && Object.keys(given).every(name => takes(c.MESSAGES, one.type, name)));
  const input = element("input", [], { id: "find", type: "search", size: "24", autocomplete: "off" });
  const parts = Object.keys(c.SERVICES).concat("platform").map(service => [service, mine.filter(([, one]) => one.service === service)]).filter(([, some]) => some.length);
  const sections = parts.map(([service, some]) => element("section", [
    element("h3", named({ zh: c.SERVICES[service] || "平台", name: service })),
    element("ul", some.map(([path, one]) => element("li", OWN_PAGES[path] ? link(named(one), OWN_PAGES[path]) : link(named(one), "matter", { path, ...given })))),
  ], { class: "matters" }));
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const li of sections.flatMap(s => [...s.querySelectorAll("li")])) li.hidden = !li.textContent.toLowerCase().includes(wanted);
    for (const s of sections) s.hidden = !s.querySelector("li:not([hidden])");
  });
  return [heading(t("办理事项")), about(given), element("div", labelled(t("按名称查找，共 {0} 项", mine.length), input), { class: "filter" }),
    ...(sections.length ? sections : [element("p", t("没有您可以办理的事项。"), { class: "hint" })])];
}

/* What the answer names, each with the list it stands in. */
function outcome(c, one, answer, path, given) {
  const ids = Object.entries(answer).filter(([name]) => name.endsWith("_id"));
  const place = ([name, value]) => {
    const found = Object.entries(c.TABLES).find(([at, x]) => x.service === one.service && x.key.join() === name && mayRead(at));
    return found ? link(value, "row", { path: found[0], [name]: value }) : value;
  };
  return element("section", [
    element("p", t("已办理：{0}", named(one)), { class: "good" }),
    facts(ids.map(pair => [named({ zh: (Object.values(c.MESSAGES).flat().find(f => f.name === pair[0]) || {}).zh, name: pair[0] }), place(pair)])),
    element("p", [link(t("再办一件"), "matter", { path, again: Date.now(), ...given }), " ", link(t("← 全部事项"), "matters", given)]),
  ], { id: "outcome", tabindex: "-1" });
}

async function unitSuggestions() {
  return element("datalist", [...(await allUnits()).values()].map(u => element("option", u.name, { value: u.unit_id })), { id: "units" });
}

export async function matter(q) {
  const c = await contract(), path = q.get("path") || "", one = c.COMMANDS[path], { again, ...given } = givenOf(q);
  if (!one) return [heading(t("办理事项")), element("p", t("没有这个事项。"), { class: "bad" })];
  if (isCadreAlone() && takes(c.MESSAGES, one.type, "cadre_id")) given.cadre_id = session().cadre_id;
  const head = [element("p", link(t("← 全部事项"), "matters", given)), heading(named(one)), facts([[t("由谁办理"), senders(path).map(roleName).join(t("、"))]])];
  if (!maySend(path)) return [...head, element("p", warning(t("您的角色不能办理此事项。")))];
  const place = element("div", [], { id: "matter-place" });
  place.append(entry({ id: "matter", title: named(one), path, submit: t("提交"), fields: fieldsOf(c, one.type, given), body: nested,
    stay: answer => {
      place.replaceChildren(outcome(c, one, answer, path, given));
      place.firstChild.focus();
    } }));
  return [...head, place, await unitSuggestions()];
}
