// Democratic evaluation for its organiser (W3.5): form, roll, turn-out while it runs, result after the close, the public board.
import { get, rows, rowsFor } from "./api.js";
import { choice, element, facts, field, good, heading, link, missing, printButton, steps, table, warning } from "./dom.js";
import { actions } from "./forms.js";
import { label, labels, points, t } from "./language.js";
import { allUnits } from "./names.js";
import { mayRead, maySend } from "./session.js";
import { board, box, turnouts } from "./wallet.js";

const BOARD_SHOWN = 100;

export async function polls() {
  const all = (await rows("/assessment/polls")).sort((a, b) => b.opens_on.localeCompare(a.opens_on));
  return [
    heading(t("民主测评")),
    maySend("/assessment/polls/draft") ? element("p", link(t("拟订新测评"), "poll-draft", {}, { class: "button" })) : "",
    all.length ? table(t("共 {0} 次", all.length), [
      [t("名称"), p => link(p.title, "poll", { id: p.poll_id })], [t("状态"), p => label("PollState", p.state)], [t("投票日期"), p => t("{0} 至 {1}", p.opens_on, p.closes_on), "number"],
      [t("测评对象"), p => String(p.form.targets.length), "number"], [t("应参加"), p => p.sizes && p.sizes.length ? String(p.sizes.reduce((n, s) => n + s.should_attend, 0)) : "—", "number"],
      [t("已领凭证"), p => String(p.issued || 0), "number"],
    ], all) : element("p", t("没有民主测评。"), { class: "hint" }),
  ];
}

// ---- turn-out
function percent(part, whole) { return whole ? `${Math.floor(part * 1000 / whole) / 10}%` : "—"; }

function turnoutTable(p, turnout) {
  const came = Object.fromEntries(turnout.map(r => [r.class_id, r]));
  return table(t("投票人数（随时更新；结果截止后才有）"), [
    [t("票类"), c => c.title], [t("权重"), c => `${c.weight_percent}%`, "number"],
    [t("应参加"), c => String(sizeOf(p, c.class_id)), "number"], [t("已投票"), c => String((came[c.class_id] || {}).ballots || 0), "number"],
    [t("纸质"), c => String((came[c.class_id] || {}).slips || 0), "number"],
    [t("参加率"), c => percent(((came[c.class_id] || {}).ballots || 0) + ((came[c.class_id] || {}).slips || 0), sizeOf(p, c.class_id)), "number"],
  ], p.form.classes);
}

function sizeOf(p, classId) { return ((p.sizes || []).find(s => s.class_id === classId) || {}).should_attend || 0; }

function gaps(p, theBox) {
  switch (p.state) {
    case "DRAFT": return [t("登记参评人员后公布；公布后选票和名单不再改变")];
    case "PUBLISHED": return [t("系统正在为各票类生成密钥，稍候刷新")];
    case "READY": return [t("参评人可领取凭证；{0} 开始投票", p.opens_on)];
    case "VOTING": return [t("投票至 {0}", p.closes_on)];
    case "CLOSED": return theBox && p.form.paper && !theBox.slips_entered ? [t("待录入纸质选票并确认录入完毕")] : [t("正在计票")];
    case "TALLIED": return [t("待组织部部长发布结果")];
    default: return [];
  }
}

// ---- results
function resultTable(p, target, tallies) {
  const nameOf = id => (p.form.classes.find(c => c.class_id === id) || { title: id }).title;
  const group = g => `${g.class_ids.map(nameOf).join("+")}${t("：")}${g.mean_hidden ? t("不足最小单元，隐去") : points(g.mean)}`;
  const count = g => (g.counts || []).map(c => `${(p.form.options.find(o => o.option_id === c.option_id) || { title: t("空白") }).title} ${c.hidden ? "*" : c.count}`).join(t("，"));
  return table(target.title, [
    [t("指标"), r => r.item.negative ? t("{0}（反向）", r.item.title) : r.item.title], [t("得分"), r => r.item.negative ? "—" : r.row.score_hidden ? t("隐去") : points(r.row.score), "number"],
    [t("各票类"), r => r.row.groups.map(g => element("p", r.item.negative ? `${g.class_ids.map(nameOf).join("+")}${t("：")}${g.ticked_hidden ? "*" : t("{0} 人勾选", g.ticked || 0)}` :
      `${group(g)}${t("（")}${g.counts_hidden ? "*" : count(g)}${t("）")}`))],
  ], p.form.items.map(item => ({ item, row: tallies.find(x => x.target_id === target.target_id && x.item_id === item.item_id) })).filter(r => r.row));
}

function results(p, total, tallies) {
  if (!total) return [element("p", t("截止并计票后公布结果。"), { class: "hint" })];
  return [
    element("p", total.valid ? good(t("测评有效")) : warning(t("参加人数不足，测评无效"))),
    facts([[t("应参加"), String(total.should_attend)], [t("收回"), String(total.ballots)], [t("无效票"), String(total.invalid || 0)], [t("公示板叶子"), String(total.leaves)], [t("公示板根"), total.root]]),
    element("p", t("“*”和“隐去”：少于 {0} 人的单元不公布，并隐去可由相减推出的单元。", p.thresholds.cell_min), { class: "hint" }),
    ...p.form.targets.map(target => resultTable(p, target, tallies)),
  ];
}

// ---- the board
async function sha256(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map(b => b.toString(16).padStart(2, "0")).join("");
}

/* The chain over the leaves, made again in this browser; what services/ballot/verify/verify_board.py does outside of it. */
async function verified(pollId) {
  const [leaves, b] = await Promise.all([board(pollId), box(pollId)]);
  let chain = "";
  for (const row of leaves.sort((x, y) => x.number - y.number)) chain = await sha256(chain + row.leaf);
  const whole = leaves.every((row, i) => row.number === i + 1) && new Set(leaves.map(r => r.leaf)).size === leaves.length;
  return [whole && leaves.length === (b.leaves || 0) && chain === (b.root || ""), leaves.length];
}

function boardPart(p, theBox) {
  const answer = element("p", "", { role: "status", id: "board-verified" });
  const check = element("button", t("在本机核验公示板"), { type: "button", id: "verify-board" });
  check.addEventListener("click", async () => {
    const [fine, count] = await verified(p.poll_id);
    answer.replaceChildren(fine ? good(t("{0} 个叶子与根一致，无缺无重。", count)) : warning(t("公示板与根不一致！请保全页面并报告。")));
  });
  const place = element("div", []);
  const unfold = element("details", [element("summary", t("公示板（{0} 个叶子）", theBox.leaves || 0)), place]);
  unfold.addEventListener("toggle", async () => {
    if (unfold.open && !place.firstChild)
      place.append(table(t("前 {0} 个；全部在 {1}", BOARD_SHOWN, "/api/v1/ballot/board"), [[t("序号"), r => String(r.number), "number"], [t("叶子"), r => r.leaf, "code"]], (await board(p.poll_id)).slice(0, BOARD_SHOWN)));
  });
  return [element("h3", t("公示板")), element("p", t("叶子按批打乱，与投票先后无关；投票人在自己的浏览器里能找到自己的叶子，但不能向别人证明填了什么。"), { class: "hint" }), check, answer, unfold];
}

// ---- commands
/* "c-1 A" a line: the roll is long and comes from elsewhere. */
function votersOf(text) { return text.split(/\n+/).map(l => l.trim().split(/[\s,，\t]+/)).filter(l => l[0]).map(([cadre_id, class_id]) => ({ cadre_id, class_id: class_id || "" })); }

/* Everybody of a unit into the box where the roll is typed, for who may read whose people those are. */
async function unitFill(p) {
  if (p.state !== "DRAFT" || !maySend("/assessment/polls/voters") || !mayRead("/personnel/cadres")) return "";
  const unit = choice("roll-unit", [["", t("请选择")], ...[...(await allUnits()).values()].map(u => [u.unit_id, u.name])], "");
  const group = choice("roll-class", p.form.classes.map(c => [c.class_id, c.title]), "");
  const button = element("button", t("列入单位全体人员"), { type: "button", class: "small", id: "roll-add" });
  button.addEventListener("click", async () => {
    const people = unit.value ? await rows("/personnel/cadres", { unit_id: unit.value }) : [], box = document.querySelector("#voters textarea");
    const judged = p.form.targets.map(x => x.target_id);
    if (box) box.value += people.filter(c => !judged.includes(c.cadre_id)).map(c => `${c.cadre_id} ${group.value}\n`).join("");
    document.querySelector("details[data-action=voters]")?.setAttribute("open", "");
  });
  return element("div", [field(t("单位"), unit), field(t("票类"), group), element("div", button)], { class: "filter" });
}

function commandsOf(p, theBox) {
  const id = { poll_id: p.poll_id }, running = ["READY", "VOTING"].includes(p.state);
  return actions([
    { id: "voters", title: t("登记参评人员"), when: p.state === "DRAFT", path: "/assessment/polls/voters", fixed: id,
      fields: [{ name: "voters", label: t("每行一人：干部编码 票类编号"), kind: "area", lines: 8, to: votersOf, hint: t("名单密存，本页不再显示；公布后显示各票类人数。") }] },
    { id: "publish", title: t("公布民主测评"), when: p.state === "DRAFT", path: "/assessment/polls/publish", fixed: id, irreversible: true },
    { id: "slip", title: t("发放纸质选票"), when: running && p.form.paper, quiet: true, path: "/assessment/polls/slips", fixed: id,
      fields: [{ name: "cadre_id", label: t("干部编码"), kind: "text" }] },
    { id: "finish-paper", title: t("纸质选票录入完毕"), when: Boolean(theBox) && p.form.paper && p.state === "CLOSED" && !theBox.slips_entered, path: "/ballot/paper/finish", fixed: id, irreversible: true,
      fields: [{ name: "tellers", label: t("监票人、计票人（空格分开）"), kind: "text", to: text => text.split(/[\s,，、]+/).filter(Boolean) }] },
    { id: "release", title: t("发布测评结果"), when: p.state === "TALLIED", path: "/assessment/polls/release", fixed: id, irreversible: true },
  ]);
}

function formPart(p) {
  return element("details", [element("summary", t("选票样式")),
    table(t("选项"), [[t("选项"), o => o.title], [t("分值"), o => o.abstain ? t("弃权") : points(o.points), "number"]], p.form.options),
    table(t("指标"), [[t("方面"), i => i.aspect], [t("指标"), i => i.title], [t("方向"), i => i.negative ? t("反向，须写事例") : t("正向")]], p.form.items),
    table(t("测评对象"), [[t("名称"), x => x.title], [t("编码"), x => x.target_id, "code"]], p.form.targets)]);
}

export async function poll(q) {
  const id = q.get("id") || "", p = await get("/assessment/polls/" + encodeURIComponent(id));
  const boxed = !["DRAFT", "PUBLISHED"].includes(p.state);
  const [boxes, turnout, totals, tallies] = await Promise.all([boxed ? rows("/ballot/boxes", { poll_id: id }, { credentials: "omit" }) : [], boxed ? turnouts(id) : [],
    boxed ? rowsFor("/ballot/tallies", { poll_id: id }) : [], boxed ? rowsFor("/ballot/item-tallies", { poll_id: id }) : []]);
  return [
    element("p", link(t("← 全部测评"), "polls")),
    heading(p.title),
    steps(labels("PollState"), p.state),
    facts([[t("投票日期"), t("{0} 至 {1}", p.opens_on, p.closes_on)], [t("已领凭证"), String(p.issued || 0)], [t("优秀限额"), p.form.excellent_max ? t("每项至多 {0} 个", p.form.excellent_max) : ""],
      [t("票箱"), boxes[0] && label("BoxState", boxes[0].state)], [t("有效的参加率"), p.thresholds && p.thresholds.turnout_denominator ? `≥ ${p.thresholds.turnout_numerator}/${p.thresholds.turnout_denominator}` : ""],
      [t("最小公布单元"), p.thresholds && p.thresholds.cell_min ? String(p.thresholds.cell_min) : ""], [t("编号"), p.poll_id]]),
    element("h3", t("还缺什么")),
    missing(gaps(p, boxes[0]), t("结果已发布，没有缺项。")),
    await unitFill(p),
    commandsOf(p, boxes[0]),
    boxes[0] && p.form.paper && !boxes[0].slips_entered && ["OPEN", "CLOSING"].includes(boxes[0].state) && maySend("/ballot/paper") ? element("p", link(t("录入纸质选票"), "paper", { id }, { class: "button" })) : "",
    maySend("/assessment/polls/draft") ? element("p", link(t("以此样式拟订新测评"), "poll-draft", { from: id })) : "",
    element("h3", t("投票人数")),
    turnoutTable(p, turnout),
    element("h3", t("结果")),
    ...results(p, totals[0], tallies),
    ...(boxes[0] ? boardPart(p, boxes[0]) : []),
    formPart(p),
    printButton(),
  ];
}
