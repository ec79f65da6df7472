// The frame of the console: log-in, language, and which page the address names. Everything comes from the API. Where the page stands
// is in the address behind "#", so that back, reload and bookmarks work. A page is a function of its parameters in a file of its name.
import { API, Told, ask, onTrouble } from "./api.js";
import { $, element, heading } from "./dom.js";
import { afterCommand, problemLines } from "./forms.js";
import { chooseLanguage, english, speak, t } from "./language.js";
import { forgetNames } from "./names.js";
import { can, isCadreAlone, mayRead, session, setSession } from "./session.js";
import { figure, report } from "./report.js";
import { dossier, dossierFilter } from "./dossier.js";
import { todos } from "./todos.js";
import { status } from "./status.js";
import { event } from "./event.js";
import { scheme, schemes } from "./schemes.js";
import { schemeDraft } from "./scheme_draft.js";
import { inspection, inspections } from "./inspections.js";
import { poll, polls } from "./polls.js";
import { pollDraft } from "./poll_draft.js";
import { paper } from "./paper.js";
import { vote } from "./vote.js";
import { offerAgain } from "./wallet.js";
import { list, lists, why } from "./lists.js";
import { score, scores } from "./scores.js";
import { compare } from "./compare.js";
import { whatIf } from "./whatif.js";
import { matter, matters } from "./matters.js";
import { ledger, ledgers, row } from "./ledgers.js";

const SIGNED_IN = "dandang.signed-in";  // only whether to ask: the session itself is in a cookie scripts cannot read

// name: what shows it, its title, where it stands in the menu, whether this reader has it there (absent: everybody)
const pages = {
  report: { show: report, title: "工作报告", menu: "report" },
  figure: { show: figure, title: "指标明细", under: "report" },
  todos: { show: todos, title: "待办", menu: "todos" },
  dossier: { show: dossier, title: "干部档案", menu: "dossier" },
  compare: { show: compare, title: "并列比较", menu: "compare", may: () => mayRead("/dossiers") },
  schemes: { show: schemes, title: "考核方案", menu: "schemes", may: () => mayRead("/assessment/schemes") },
  scheme: { show: scheme, title: "考核方案", under: "schemes" },
  "scheme-draft": { show: schemeDraft, title: "起草考核方案", under: "schemes" },
  inspections: { show: inspections, title: "季度督查", menu: "inspections", may: () => mayRead("/assessment/inspections") },
  inspection: { show: inspection, title: "季度督查", under: "inspections" },
  scores: { show: scores, title: "年度得分", menu: "scores", may: () => mayRead("/assessment/scores/units") },
  score: { show: score, title: "得分由来", under: "scores" },
  whatif: { show: whatIf, title: "考核推演", under: "scores" },
  polls: { show: polls, title: "民主测评", menu: "polls", may: () => mayRead("/assessment/polls") && !isCadreAlone() },
  poll: { show: poll, title: "民主测评", under: "polls" },
  "poll-draft": { show: pollDraft, title: "拟订民主测评", under: "polls" },
  paper: { show: paper, title: "录入纸质选票", under: "polls" },
  vote: { show: vote, title: "投票", menu: "vote", may: () => can("cadre"), open: true },
  token: { show: vote, title: "投票", under: "vote" },
  lists: { show: lists, title: "专项清单", menu: "lists", may: () => mayRead("/assessment/lists") },
  list: { show: list, title: "专项清单", under: "lists" },
  why: { show: why, title: "位次由来", under: "lists" },
  matters: { show: matters, title: "办理事项", menu: "matters" },
  matter: { show: matter, title: "办理事项", under: "matters" },
  ledgers: { show: ledgers, title: "台账", menu: "ledgers" },
  ledger: { show: ledger, title: "台账", under: "ledgers" },
  row: { show: row, title: "台账", under: "ledgers" },
  event: { show: event, title: "事件", under: "status" },
  status: { show: status, title: "运行", menu: "status" },
};
const view = $("view");
let said = "";                          // what was done, to be told on the next page
let turn = 0;                           // answers of a page the reader has left are dropped

// ---- problems and what was done
function complain(words, details = []) {
  $("problem").replaceChildren(element("p", words), ...details.map(d => element("p", d, { class: "meta" })));
  $("problem").hidden = false;
  $("problem").focus();
}

function explain(p) {
  const [words, ...details] = problemLines(p);
  complain(words, details);
}

function quiet() {
  $("problem").hidden = true;
  $("done").hidden = true;
}

/* What was done is told on the page it leads to. */
function say() {
  $("done").textContent = said;
  $("done").hidden = !said;
  said = "";
}

async function done(o, answer) {
  const to = o.done && o.done(answer);
  said = t("已办理：{0}", o.title);
  if (to && location.hash !== to) location.hash = to; else await show();
}

// ---- moving about
function menu() {
  $("nav").replaceChildren(...Object.entries(pages).filter(([, p]) => p.menu && (!p.may || p.may()))
    .map(([name, p]) => element("a", t(p.title), { href: "#" + name, "data-page": name })));
}

function showLogin(words = "") {
  turn++;
  setSession(null);
  forgetNames();
  localStorage.removeItem(SIGNED_IN);
  $("login").hidden = false;
  for (const id of ["nav", "who", "view"]) $(id).hidden = true;
  document.title = t("登录 · 担当");
  quiet();
  if (words) complain(words);
  $("account").focus();
}

function showView(name, content) {
  const current = pages[name].under || name;
  view.replaceChildren(...content.filter(Boolean));
  $("login").hidden = true;
  view.hidden = false;
  for (const id of ["nav", "who"]) $(id).hidden = !session();
  if (session()) {
    $("who-name").textContent = session().display_name;
    menu();
    for (const a of $("nav").children) if (a.dataset.page === current) a.setAttribute("aria-current", "page");
  }
  document.title = t("{0} · 担当", t(pages[name].title));
  view.querySelector("h2").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

async function show() {
  const [named, query] = location.hash.replace(/^#/, "").split("?");
  if (!session() && !(pages[named] && pages[named].open)) return showLogin();
  const name = pages[named] ? named : session().home;
  const mine = ++turn;
  view.setAttribute("aria-busy", "true");
  try {
    const content = await pages[name].show(new URLSearchParams(query || ""));
    if (mine !== turn) return;
    quiet();
    showView(name, content);
    say();
  } catch (e) {
    if (mine !== turn || e instanceof Told) return;
    if (!e.problem) throw e;
    showView(name, [heading(t(pages[name].title)), ...(name === "dossier" ? [dossierFilter(new URLSearchParams(query || "").get("id") || "")] : [])]);
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
  const one = { ...s, roles: s.roles || [], cadre_id: s.cadre_id || "", unit_id: s.unit_id || "" };
  setSession({ ...one, home: homeOf(one) });
  localStorage.setItem(SIGNED_IN, "1");
  return show();
}

$("login").addEventListener("submit", async submitted => {
  submitted.preventDefault();
  const form = submitted.target, button = form.querySelector("button"), data = new FormData(form);
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

function nameLanguage() {
  $("language").textContent = english() ? "中文" : "English";
  $("language").lang = english() ? "zh-CN" : "en";
}

$("language").addEventListener("click", () => {
  chooseLanguage(english() ? "zh" : "en");
  nameLanguage();
  if (view.hidden) showLogin(); else show();
});

document.querySelector(".skip").addEventListener("click", clicked => {  // the address is ours to keep
  clicked.preventDefault();
  $("main").focus();
});

onTrouble(() => complain(t("连不上服务器，请检查网络后重试。")), () => showLogin(t("登录已失效，请重新登录。")));
afterCommand(done);
window.addEventListener("hashchange", show);
speak();
nameLanguage();
offerAgain();
if (localStorage.getItem(SIGNED_IN)) ask(`${API}/session`).then(begin, e => { if (!(e instanceof Told)) show(); });
else show();
