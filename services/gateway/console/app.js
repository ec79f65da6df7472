// The first page: report, what a figure counts, dossiers, to-dos, status. Everything comes from the API; text is set as
// text, never as markup. Where the page stands is in the address behind "#", so that back, reload and bookmarks work.
"use strict";

const API = "/api/v1";
const PAGE_ROWS = 100;
const SIGNED_IN = "dandang.signed-in";  // only whether to ask: the session itself is in a cookie scripts cannot read
const SERVICES = { personnel: "干部人事", training: "教育培训", assessment: "考核", accountability: "容错问责", welfare: "关心关爱", gateway: "网关" };
const STREAMS = { streaming: "正常", connecting: "连接中", blocked: "停住", forked: "分叉", trimmed: "缺段" };

const $ = id => document.getElementById(id);
const view = $("view");
let session = null;
let turn = 0;                           // answers of a page the reader has left are dropped

function element(tag, content, attributes = {}) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...[content ?? ""].flat());
  return e;
}

function link(text, page, parameters, attributes = {}) {
  const query = new URLSearchParams(parameters).toString();
  return element("a", text, { href: "#" + page + (query ? "?" + query : ""), ...attributes });
}

// ---- problems
function complain(words, details = []) {
  const all = [element("p", words)];
  details.forEach(d => all.push(element("p", d, { class: "meta" })));
  $("problem").replaceChildren(...all);
  $("problem").hidden = false;
  $("problem").focus();
}

function quiet() { $("problem").hidden = true; }

function explain(p) {
  const errors = (p.errors || []).map(e => [e.field, e.row ? `第 ${e.row} 行` : "", e.zh, e.value].filter(Boolean).join("："));
  complain(p.title || "出错了", [p.rule ? "依据：" + p.rule : "", ...errors, p.code ? "代码 " + p.code : ""].filter(Boolean));
}

class Told extends Error {}             // the reader has been told already

// ---- the API
async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    complain("连不上服务器，请检查网络后重试。");
    throw new Told("network");
  }
  const body = answer.status === 204 ? null : await answer.json().catch(() => ({ title: `服务器答复 ${answer.status}` }));
  if (answer.ok) return body;
  if (answer.status === 401 && path !== API + "/session") {
    showLogin("登录已失效，请重新登录。");
    throw new Told("session");
  }
  throw Object.assign(new Error(body.code), { problem: body });
}

// ---- small pieces
function day(iso) { return iso || "—"; }

function moment(iso) {
  return new Date(iso).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}

/* columns: [head, cell of a row, class]. Cells know their head, for narrow screens where rows become cards. */
function table(caption, columns, rows) {
  const t = element("table", caption ? element("caption", caption) : []);
  t.append(element("thead", element("tr", columns.map(([head]) => element("th", head, { scope: "col" })))));
  t.append(element("tbody", rows.map(row => element("tr", columns.map(([head, cell, kind]) => {
    const content = cell(row);
    return element("td", content === "" || content == null ? [] : content, { "data-label": head, ...(kind ? { class: kind } : {}) });
  })))));
  return t;
}

function facts(pairs) {
  return element("dl", pairs.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", name), element("dd", value)]), { class: "facts" });
}

function field(label, input) {
  return element("div", [element("label", label, { for: input.id }), input]);
}

function choice(id, options, chosen) {
  return element("select", options.map(([value, text]) => element("option", text, { value, ...(value === chosen ? { selected: "" } : {}) })), { id, name: id });
}

function filter(page, fields, onSubmit) {
  const form = element("form", [...fields, element("div", element("button", "查看", { type: "submit" }))], { class: "filter", "aria-label": "筛选" });
  form.addEventListener("submit", event => {
    event.preventDefault();
    const next = onSubmit(new FormData(form));
    const hash = "#" + page + "?" + new URLSearchParams(Object.entries(next).filter(([, v]) => v));
    if (location.hash === hash) show(); else location.hash = hash;
  });
  return form;
}

function pager(page, parameters, next) {
  const links = [];
  if (parameters.after) links.push(link("回到第一页", page, { ...parameters, after: "" }));
  if (next) links.push(link("下一页", page, { ...parameters, after: next }, { rel: "next" }));
  return element("p", links, { class: "pager" });
}

function scopeOf(q) {
  return Object.fromEntries(["year", "quarter", "from", "to", "region", "unit"].map(n => [n, q.get(n)]).filter(([, v]) => v));
}

// ---- report
function reportFilter(q, r) {
  const year = Number(r.from.slice(0, 4)), now = Number(r.as_of.slice(0, 4));
  const years = [...new Set([now, now - 1, now - 2, now - 3, now - 4, year])].sort((a, b) => b - a);
  const quarter = q.get("quarter") ? q.get("quarter").slice(4) : "";
  const places = [["", r.places.length > 1 ? "全部" : r.region_name], ...(r.places.length > 1 ? r.places.map(p => [p.region, p.name]) : [])];
  const unit = element("input", [], { id: "unit", name: "unit", size: "12", value: q.get("unit") || "", placeholder: "可空", autocomplete: "off" });
  return filter("report", [
    field("年度", choice("year", years.map(y => [String(y), y + "年"]), String(year))),
    field("期间", choice("quarter", [["", "全年"], ["Q1", "一季度"], ["Q2", "二季度"], ["Q3", "三季度"], ["Q4", "四季度"]], quarter)),
    field("地区", choice("region", places, q.get("region") || "")),
    field("单位编码", unit),
  ], form => ({
    ...(form.get("quarter") ? { quarter: form.get("year") + form.get("quarter") } : { year: form.get("year") }),
    region: form.get("region"), unit: form.get("unit").trim(),
  }));
}

function figureLink(f, text) {
  return link(text, "figure", { id: f.id, ...Object.fromEntries(new URL(f.href, location.origin).searchParams) }, {
    class: "figure", "data-figure": f.id, title: `${f.zh}：${f.formula}`, "aria-label": `${f.value}${f.unit}，${f.zh}，查看${f.rows}条记录`,
  });
}

function lineOf(line) {
  const known = Object.fromEntries(line.figures.map(f => [f.id, f]));
  return element("p", line.text.split(/(\{\w+\})/).map(part => {
    const f = /^\{\w+\}$/.test(part) && known[part.slice(1, -1)];
    return f ? figureLink(f, String(f.value)) : part;
  }));
}

function lastDay(first) {
  const d = new Date(first + "T00:00:00Z");
  d.setUTCDate(d.getUTCDate() - 1);
  return d.toISOString().slice(0, 10);
}

async function report(q) {
  const r = await ask(`${API}/report?` + new URLSearchParams(scopeOf(q)));
  const figures = r.sections.flatMap(s => s.lines.flatMap(l => l.figures));
  const meta = `${r.from} 至 ${lastDay(r.to)} · 截至 ${moment(r.as_of)} · 已汇聚事件 ${r.as_of_sequence} · 口径第 ${r.formula_version} 版 · ${r.classification}`;
  const print = element("button", "打印", { type: "button" });
  print.addEventListener("click", () => window.print());
  return [
    reportFilter(q, r),
    element("div", [
      heading(`${r.region_name}${r.title}`),
      element("p", meta, { class: "meta" }),
      ...r.sections.flatMap(s => [element("h3", s.title), ...s.lines.map(lineOf)]),
    ], { class: "report" }),
    element("details", [element("summary", "各项数字的口径"), table("点数字看其所数的记录", [
      ["编号", f => f.id, "code"], ["指标", f => f.zh], ["数值", f => figureLink(f, `${f.value} ${f.unit}`), "number"], ["口径", f => f.formula],
    ], figures)]),
    element("p", print),
  ];
}

// ---- the records of a figure
async function figure(q) {
  const id = q.get("id") || "", scope = scopeOf(q), after = q.get("after") || "";
  const page = await ask(`${API}/report/figures/${encodeURIComponent(id)}?` + new URLSearchParams({ ...scope, limit: PAGE_ROWS, ...(after ? { after } : {}) }));
  const f = page.figure, people = page.records.some(r => r.person_id), details = page.records.some(r => r.detail);
  return [
    element("p", link("← 返回报告", "report", scope)),
    heading(`${f.zh}：${f.value} ${f.unit}`),
    element("p", `口径：${f.formula} · 共 ${f.rows} 条记录`, { class: "meta" }),
    table(page.records.length ? "" : "没有记录", [
      ["日期", r => r.on_day, "number"],
      ...(people ? [["干部", r => r.person_id && link(r.person_name || r.person_id, "dossier", { id: r.person_id })]] : []),
      ["单位", r => r.unit_name || r.unit_id],
      ...(details ? [["情形", r => r.detail_zh || r.detail]] : []),
      ["事项", r => r.item_id, "code"], ["事件", r => r.event_id, "code"],
    ], page.records),
    pager("figure", { id, ...scope, after }, page.next),
  ];
}

// ---- dossier
function dossierFilter(id) {
  const input = element("input", [], { id: "cadre", name: "cadre", size: "24", value: id, maxlength: "64", autocomplete: "off", spellcheck: "false" });
  return filter("dossier", [field("干部编码", input)], form => ({ id: form.get("cadre").trim() }));
}

function barState(d) {
  return d.barred ? element("p", "有限制在影响期内或有未了结事项，暂不得提拔、晋升职级、评先评优。", { class: "bad" }) :
    element("p", "当前没有限制。", { class: "good" });
}

async function dossier(q) {
  const id = q.get("id") || session.cadre_id;
  if (!id) return [heading("干部档案"), dossierFilter(""), element("p", "输入干部编码；也可以从报告的数字或待办里点开。", { class: "hint" })];
  const after = q.get("after") || "";
  const d = await ask(`${API}/dossiers/${encodeURIComponent(id)}?` + new URLSearchParams({ limit: PAGE_ROWS, ...(after ? { after } : {}) }));
  return [
    dossierFilter(id),
    heading(d.name),
    facts([["单位", d.unit_name], ["职务", d.post_title], ["职务层次", d.level_zh], ["职级", d.rank_zh], ["管理权限", d.authority], ["编码", d.cadre_id], ["截至", d.as_of]]),
    barState(d),
    ...(d.bars.length ? [table("限制", [
      ["事由", b => b.ground_zh], ["自", b => b.from_on, "number"], ["至", b => b.until_on || "长期", "number"],
      ["状态", b => [b.in_force ? "有效" : "未生效或已过", b.provisional ? "（暂定）" : ""].join("")],
    ], d.bars)] : []),
    element("h3", "经历"),
    table(d.timeline.length ? "" : "没有记录", [["日期", e => e.on_day, "number"], ["事项", e => e.zh], ["事件", e => e.event_id, "code"]], d.timeline),
    pager("dossier", { id, after }, d.next),
  ];
}

// ---- to-dos
async function todos(q) {
  const after = q.get("after") || "";
  const page = await ask(`${API}/todos?` + new URLSearchParams({ limit: PAGE_ROWS, ...(after ? { after } : {}) }));
  return [
    heading(`待办（${page.total}）`),
    page.items.length ? table("先到期的在前", [
      ["期限", i => i.overdue ? [day(i.due_on) + " ", element("span", "逾期", { class: "bad" })] : day(i.due_on), "number"],
      ["事项", i => i.zh],
      ["对象", i => i.subject_kind === "cadre" ? link(i.subject_name || i.subject, "dossier", { id: i.subject }) : i.subject_name || i.subject],
      ["办理", i => i.role_zh], ["编号", i => i.matter_id, "code"],
    ], page.items) : element("p", "没有等您办理的事项。", { class: "good" }),
    pager("todos", { after }, page.next),
  ];
}

// ---- status
function streamsOf(s) {
  return s.streams.map(x => `${SERVICES[x.service] || x.service} ${STREAMS[x.state] || x.state}${x.sequence < x.tail ? `（差 ${x.tail - x.sequence}）` : ""}${x.reason ? "：" + x.reason : ""}`).join("，") || "—";
}

async function status() {
  const p = await ask(`${API}/platform/status`);
  return [
    heading("运行"),
    element("p", [element("span", p.settled ? "各服务已同步" : "正在同步", { class: p.settled ? "good" : "bad" }), ` · 时钟 ${moment(p.clock)} · 已汇聚事件 ${p.merged_sequence}`]),
    table("", [
      ["服务", s => SERVICES[s.service] || s.service],
      ["状态", s => element("span", s.reachable ? "在运行" : "没有答复", { class: s.reachable ? "good" : "bad" })],
      ["日志", s => String(s.sequence), "number"], ["计时事项", s => String(s.due), "number"], ["所跟随的事件流", streamsOf],
    ], p.services),
  ];
}

// ---- moving about
const pages = { report: [report, "工作报告"], figure: [figure, "指标明细"], dossier: [dossier, "干部档案"], todos: [todos, "待办"], status: [status, "运行"] };

function heading(text) { return element("h2", text, { tabindex: "-1" }); }

function showLogin(words = "") {
  turn++;
  session = null;
  localStorage.removeItem(SIGNED_IN);
  $("login").hidden = false;
  for (const id of ["nav", "who", "view"]) $(id).hidden = true;
  document.title = "登录 · 担当";
  quiet();
  if (words) complain(words);
  $("account").focus();
}

function showView(name, content) {
  const current = name === "figure" ? "report" : name;
  view.replaceChildren(...content);
  $("login").hidden = true;
  for (const id of ["nav", "who", "view"]) $(id).hidden = false;
  $("who-name").textContent = session.display_name;
  for (const a of $("nav").children)
    if (a.dataset.page === current) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
  document.title = `${pages[name][1]} · 担当`;
  view.querySelector("h2").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

async function show() {
  const [named, query] = location.hash.replace(/^#/, "").split("?");
  const name = pages[named] ? named : session.home;
  const mine = ++turn;
  view.setAttribute("aria-busy", "true");
  try {
    const content = await pages[name][0](new URLSearchParams(query || ""));
    if (mine !== turn) return;
    quiet();
    showView(name, content);
  } catch (e) {
    if (mine !== turn || e instanceof Told) return;
    if (!e.problem) throw e;
    showView(name, [heading(pages[name][1]), ...(name === "dossier" ? [dossierFilter(new URLSearchParams(query || "").get("id") || "")] : [])]);
    explain(e.problem);
  } finally {
    if (mine === turn) view.removeAttribute("aria-busy");
  }
}

/* Where a person lands: administrators on the platform, a cadre on his own dossier, everybody else on the report. */
function homeOf(s) {
  if (s.roles.some(r => ["system_admin", "security_admin"].includes(r))) return "status";
  if (s.roles.every(r => r === "cadre")) return "dossier";
  return s.roles.every(r => r.startsWith("unit.") || ["cadre", "inspector", "org.finance"].includes(r)) ? "todos" : "report";
}

function begin(s) {
  session = { ...s, roles: s.roles || [], cadre_id: s.cadre_id || "" };
  session.home = homeOf(session);
  localStorage.setItem(SIGNED_IN, "1");
  return show();
}

$("login").addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target, button = form.querySelector("button"), data = new FormData(form);
  button.disabled = true;
  quiet();
  try {
    const s = await ask(`${API}/session`, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ account: data.get("account").trim(), password: data.get("password") }),
    });
    form.reset();
    await begin(s);
  } catch (e) {
    if (e instanceof Told) return;
    if (!e.problem) throw e;
    explain(e.problem);
    $("password").value = "";
    $("password").focus();
  } finally {
    button.disabled = false;
  }
});

$("logout").addEventListener("click", async () => {
  await ask(`${API}/session`, { method: "DELETE" }).catch(() => {});
  history.replaceState(null, "", location.pathname);
  showLogin();
});

document.querySelector(".skip").addEventListener("click", event => {  // the address is ours to keep
  event.preventDefault();
  $("main").focus();
});

window.addEventListener("hashchange", () => { if (session) show(); });

if (localStorage.getItem(SIGNED_IN)) ask(`${API}/session`).then(begin, e => { if (!(e instanceof Told)) showLogin(); });
else showLogin();
