// The first page: report, what a figure counts, a dossier, to-dos, status. Everything comes from the API; text is set as
// text, never as markup.
"use strict";

const view = document.getElementById("view");
const problem = document.getElementById("problem");

function element(tag, text, attributes = {}) {
  const e = document.createElement(tag);
  if (text !== undefined && text !== null) e.textContent = text;
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  return e;
}

function complain(p) {
  problem.textContent = [p.title || "出错了", p.rule, (p.errors || []).map(e => `${e.field} ${e.zh}`).join("；")].filter(Boolean).join(" · ");
  problem.hidden = false;
  setTimeout(() => { problem.hidden = true; }, 8000);
}

async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (answer.status === 401) { showLogin(); throw new Error("login"); }
  const body = await answer.json();
  if (!answer.ok) { complain(body); throw new Error(body.code); }
  return body;
}

function showLogin() {
  document.getElementById("login").hidden = false;
  document.getElementById("nav").hidden = true;
  view.hidden = true;
}

function showView() {
  document.getElementById("login").hidden = true;
  document.getElementById("nav").hidden = false;
  view.hidden = false;
}

function table(head, rows) {
  const t = element("table");
  const tr = element("tr");
  head.forEach(h => tr.append(element("th", h)));
  t.append(tr);
  for (const row of rows) {
    const r = element("tr");
    row.forEach(cell => {
      const td = element("td");
      td.append(cell instanceof Node ? cell : document.createTextNode(cell ?? ""));
      r.append(td);
    });
    t.append(r);
  }
  return t;
}

function link(text, href) { return element("a", text, { href }); }

// ---- report
function reportForm(q) {
  const form = element("form");
  const year = element("input", null, { name: "year", size: "5", value: q.get("year") || "" });
  const quarter = element("input", null, { name: "quarter", size: "7", placeholder: "如 2026Q1", value: q.get("quarter") || "" });
  const region = element("input", null, { name: "region", size: "8", placeholder: "区划代码", value: q.get("region") || "" });
  [["年度", year], ["季度", quarter], ["地区", region]].forEach(([name, input]) => {
    const label = element("label", name + " ");
    label.append(input);
    form.append(label);
  });
  form.append(element("button", "查看"));
  form.addEventListener("submit", event => {
    event.preventDefault();
    const next = new URLSearchParams();
    for (const input of [year, quarter, region]) if (input.value.trim()) next.set(input.name, input.value.trim());
    location.hash = "#report?" + next;
  });
  return form;
}

function lineOf(line) {
  const p = element("p");
  const byId = Object.fromEntries(line.figures.map(f => [f.id, f]));
  for (const part of line.text.split(/(\{[A-Z0-9a-z]+\})/)) {
    const found = /^\{(.+)\}$/.exec(part);
    if (!found) { p.append(part); continue; }
    const f = byId[found[1]];
    const a = link(String(f.value), "#figure?" + new URLSearchParams({ href: f.href }));
    a.className = "figure";
    a.dataset.figure = f.id;
    a.title = `${f.zh}：${f.formula}（${f.rows} 条记录）`;
    p.append(a);
  }
  return p;
}

async function report(q) {
  const r = await get("/api/v1/report?" + q);
  const body = element("div", null, { class: "report" });
  body.append(element("h2", `${r.region_name} ${r.title}`));
  body.append(element("p", `期间 ${r.from} 至 ${r.to}（不含） · 截至事件 ${r.as_of_sequence} · 口径第 ${r.formula_version} 版 · ${r.classification}`, { class: "meta" }));
  for (const section of r.sections) {
    body.append(element("h3", section.title));
    section.lines.forEach(line => body.append(lineOf(line)));
  }
  view.replaceChildren(reportForm(q), body);
}

// ---- the records of a figure
async function figure(q) {
  const href = q.get("href");
  if (!href || !href.startsWith("/api/v1/report/figures/")) return;
  const after = q.get("after") || "0";
  const page = await get(href + "&limit=200&after=" + encodeURIComponent(after));
  const f = page.figure;
  view.replaceChildren(
    element("h2", `${f.zh}：${f.value}${f.unit}`),
    element("p", `口径：${f.formula} · 共 ${f.rows} 条记录`, { class: "meta" }),
    table(["日期", "干部", "单位", "事项", "事件"], page.records.map(r => [
      r.on_day,
      r.person_id ? link(r.person_name || r.person_id, "#dossier?" + new URLSearchParams({ id: r.person_id })) : "",
      r.unit_name, r.item_id, r.event_id])));
  if (page.next) view.append(link("下一页", "#figure?" + new URLSearchParams({ href, after: page.next })));
}

// ---- dossier
async function dossier(q) {
  const form = element("form");
  const id = element("input", null, { name: "id", size: "24", value: q.get("id") || "", placeholder: "干部编号" });
  form.append(id, " ", element("button", "打开"));
  form.addEventListener("submit", event => {
    event.preventDefault();
    location.hash = "#dossier?" + new URLSearchParams({ id: id.value.trim() });
  });
  view.replaceChildren(form);
  if (!q.get("id")) return;
  const d = await get("/api/v1/dossiers/" + encodeURIComponent(q.get("id")));
  view.append(element("h2", `${d.name} · ${d.unit_name} · ${d.post_title}`));
  view.append(element("p", `${d.level} · ${d.rank} · 管理权限 ${d.authority} · 截至 ${d.as_of}`, { class: "meta" }));
  view.append(element("p", d.barred ? "处于影响期或有未了结事项，暂不得提拔、晋升、评先" : "当前无限制", { class: d.barred ? "bad" : "meta" }));
  if (d.bars.length) view.append(table(["限制", "自", "至"], d.bars.map(b => [b.ground, b.from_on, b.until_on])));
  view.append(table(["日期", "事项", "事件"], d.timeline.map(e => [e.on_day, e.zh, e.event_id])));
}

async function todos() {
  const page = await get("/api/v1/todos?limit=200");
  view.replaceChildren(element("h2", "待办"),
    table(["截止", "事项", "对象", "角色"], page.items.map(i => [
      element("span", i.due_on || "—", i.overdue ? { class: "bad" } : {}), i.zh, i.subject_name || i.subject, i.role])));
}

async function status() {
  const p = await get("/api/v1/platform/status");
  view.replaceChildren(element("h2", "运行"),
    element("p", `${p.settled ? "各服务已同步" : "同步中"} · 时钟 ${p.clock}`, { class: "meta" }),
    table(["服务", "可达", "序号", "跟随"], p.services.map(s => [s.service, s.reachable ? "是" : "否", String(s.sequence),
      s.streams.map(x => `${x.service}:${x.state} ${x.sequence}/${x.tail}`).join("  ")])));
}

const pages = { report, figure, dossier, todos, status };

async function show() {
  const [name, query] = location.hash.replace(/^#/, "").split("?");
  const page = pages[name] || report;
  try {
    await page(new URLSearchParams(query || ""));
    showView();
  } catch (e) {
    if (e.message !== "login") console.error(e);
  }
}

document.getElementById("login").addEventListener("submit", async event => {
  event.preventDefault();
  const form = new FormData(event.target);
  const answer = await fetch("/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ account: form.get("account"), password: form.get("password") }),
  });
  if (!answer.ok) { complain(await answer.json()); return; }
  event.target.reset();
  show();
});

document.getElementById("logout").addEventListener("click", async () => {
  await fetch("/api/v1/session", { method: "DELETE" });
  showLogin();
});

window.addEventListener("hashchange", show);
show();
