// The special list (W2.4): versions, one list with its places, and why somebody stands where he stands.
import { get, rows, rowsFor } from "./api.js";
import { address, element, facts, good, heading, link, missing, printButton, steps, table, tree, warning } from "./dom.js";
import { eventLink } from "./event.js";
import { actions } from "./forms.js";
import { day, label, labels, t } from "./language.js";
import { cadreNames, person } from "./names.js";
import { mayRead } from "./session.js";

const COMPARED_MAX = 4;

export async function lists() {
  const all = (await rows("/assessment/lists")).sort((a, b) => a.scope.localeCompare(b.scope) || b.version - a.version);
  return [
    heading(t("专项清单")),
    all.length ? table(t("共 {0} 份", all.length), [
      [t("名称"), l => link(l.title, "list", { id: l.list_id })], [t("范围"), l => l.scope], [t("版本"), l => String(l.version), "number"], [t("状态"), l => label("ListState", l.state)],
      [t("人数"), l => String(l.entries), "number"], [t("定稿日期"), l => day(l.frozen_on), "number"], [t("有效期至"), l => day(l.valid_until), "number"],
    ], all) : element("p", t("没有专项清单。"), { class: "hint" }),
    actions([{ id: "open-list", title: t("启动专项清单研判"), when: true, quiet: true, path: "/assessment/lists/open", done: a => "#list?id=" + a.list_id,
      fields: [{ name: "scope", label: t("范围编号"), kind: "text" }, { name: "title", label: t("名称"), kind: "text", size: "30" }, { name: "levels", label: t("职务层次（不选为不限）"), kind: "many", options: labels("PostLevel") },
        { name: "evidence_from", label: t("依据起始日"), kind: "date" }] }]),
  ];
}

// ---- one list
function end(e) { return e.head ? good(t("靠前")) : e.tail ? warning(t("靠后")) : ""; }

function rebuttalOf(e) {
  if (!e.tail) return "";
  return e.overdue ? warning(t("陈述期满未登记")) : label("RebuttalState", e.rebuttal) || warning(t("未告知"));
}

function entryTable(l, entries, name) {
  return table(t("共 {0} 人", entries.length), [
    [t("位次"), e => String(e.rank), "number"], [t("干部"), e => person(name, e.cadre_id)], [t("档次"), e => label("ListTier", e.tier)], [t("靠前靠后"), end],
    [t("研判理由"), e => e.reason], [t("独立来源"), e => String(e.sources), "number"], [t("核查中"), e => e.under_review ? t("有未了结事项（不作理由）") : ""], [t("本人陈述"), rebuttalOf],
    [t("由来"), e => link(t("为什么"), "why", { list: l.list_id, cadre: e.cadre_id })],
    [t("比较"), e => element("input", [], { type: "checkbox", name: "compare", value: e.cadre_id, "aria-label": t("比较 {0}", name(e.cadre_id)) })],
  ], entries);
}

function compareButton() {
  const button = element("button", t("并列比较所选（至多 {0} 人）", COMPARED_MAX), { type: "button", class: "small", id: "compare-chosen" });
  button.addEventListener("click", () => {
    const chosen = [...document.querySelectorAll("input[name=compare]:checked")].slice(0, COMPARED_MAX).map(e => e.value);
    if (chosen.length) location.hash = address("compare", { ids: chosen.join(" ") });
  });
  return button;
}

function gaps(l, entries, name) {
  const open = ["COLLECT", "DRAFT_RANK"].includes(l.state), tail = entries.filter(e => e.tail);
  const ranks = entries.map(e => e.rank), whole = ranks.every((r, i) => r === i + 1);
  return [
    ...(open && !entries.length ? [t("尚未定档排序")] : []),
    ...(open && !whole ? [t("排序有缺号或重号")] : []),
    ...tail.filter(e => open && e.rebuttal === "UNSPECIFIED").map(e => t("{0}：列为靠后，尚未告知", name(e.cadre_id))),
    ...tail.filter(e => e.rebuttal === "INFORMED").map(e => t("{0}：已告知，陈述至 {1}", name(e.cadre_id), e.rebut_by)),
    ...(open ? [t("待部务会研判")] : l.state === "JUDGED" ? [t("待组织部部长定稿")] : l.state === "EXPIRED" ? [t("已失效")] : []),
  ];
}

function entryColumns() {
  return [{ name: "cadre_id", label: t("干部编码"), size: "12" }, { name: "tier", label: t("档次"), kind: "choice", options: labels("ListTier") }, { name: "rank", label: t("位次"), kind: "number" },
    { name: "head", label: t("靠前"), kind: "flag" }, { name: "tail", label: t("靠后"), kind: "flag" }, { name: "reason", label: t("研判理由"), size: "24" },
    { name: "ground", label: t("靠后情形"), kind: "choice", options: labels("CallUpGroundHint") }, { name: "behavior", label: t("表现"), kind: "choice", options: labels("BehaviorKind") }];
}

function known(e) { return { ...e, ground: e.ground === "UNSPECIFIED" ? undefined : e.ground, behavior: e.behavior === "UNSPECIFIED" ? undefined : e.behavior }; }

function commandsOf(l, entries, name) {
  const id = { list_id: l.list_id }, open = ["COLLECT", "DRAFT_RANK"].includes(l.state), tail = entries.filter(e => e.tail);
  const people = some => some.map(e => [e.cadre_id, name(e.cadre_id)]), told = tail.filter(e => e.rebuttal === "INFORMED");
  return actions([
    { id: "draft", title: t("定档排序"), when: open, path: "/assessment/lists/draft", fixed: id,
      fields: [{ name: "entries", label: t("人员"), kind: "rows", columns: entryColumns(), value: entries.map(known), hint: t("靠前、靠后须写明研判理由；靠后须有三个以上独立来源，其中反向两个以上（LIST.SOURCES_MIN、LIST.NEGATIVE_SOURCES_MIN）。") }] },
    { id: "remove", title: t("移出初稿"), when: open && entries.length > 0, quiet: true, path: "/assessment/lists/remove", fixed: id,
      fields: [{ name: "cadre_id", label: t("干部"), kind: "choice", options: people(entries) }, { name: "reason", label: t("理由"), kind: "area" }] },
    { id: "inform", title: t("告知靠后人员"), when: open && tail.length > 0, path: "/assessment/lists/inform", fixed: id,
      fields: [{ name: "cadre_ids", label: t("靠后人员"), kind: "many", options: people(tail) }, { name: "facts", label: t("告知的事实和依据"), kind: "area" }] },
    { id: "rebuttal", title: t("登记本人陈述"), when: told.length > 0, path: "/assessment/lists/rebuttal", fixed: id,
      fields: [{ name: "cadre_id", label: t("干部"), kind: "choice", options: people(told) }, { name: "waived", label: t("书面放弃"), kind: "flag" }, { name: "statement", label: t("陈述内容"), kind: "area" },
        { name: "document", label: t("书面放弃材料编号"), kind: "text" }] },
    { id: "judge", title: t("登记部务会研判"), when: l.state === "DRAFT_RANK", path: "/assessment/lists/judge", fixed: id,
      fields: [{ name: "held_on", label: t("会议日期"), kind: "date" }, { name: "members", label: t("应到"), kind: "number" }, { name: "present", label: t("实到"), kind: "number" }, { name: "in_favour", label: t("赞成"), kind: "number" },
        { name: "dissents", label: t("不同意见"), kind: "rows", start: 0, columns: [{ name: "member", label: t("成员"), size: "10" }, { name: "opinion", label: t("意见"), size: "30" }] }, { name: "minutes", label: t("会议纪要编号"), kind: "text" }] },
    { id: "freeze", title: t("专项清单定稿"), when: l.state === "JUDGED", path: "/assessment/lists/freeze", fixed: id, irreversible: true },
  ]);
}

function meetingFacts(l) {
  return l.judged_on ? [[t("部务会"), l.judged_on], [t("应到"), String(l.members)], [t("实到"), String(l.present)], [t("赞成"), String(l.in_favour)], [t("会议纪要编号"), l.minutes],
    [t("不同意见"), (l.dissents || []).map(d => `${d.member}${t("：")}${d.opinion}`).join(t("；"))]] : [];
}

export async function list(q) {
  const id = q.get("id") || "";
  const [l, entries] = await Promise.all([get("/assessment/lists/" + encodeURIComponent(id)), rows("/assessment/list-entries", { list_id: id })]);
  const name = await cadreNames(entries.map(e => e.cadre_id));
  entries.sort((a, b) => a.rank - b.rank);
  return [
    element("p", link(t("← 全部清单"), "lists")),
    heading(`${l.title}${t("（第 {0} 版）", l.version)}`),
    steps(labels("ListState"), l.state),
    facts([[t("范围"), l.scope], [t("依据起始日"), l.evidence_from], [t("定稿日期"), l.frozen_on], [t("有效期至"), l.valid_until], [t("已由新版替代"), l.replaced_by && link(l.replaced_by, "list", { id: l.replaced_by })], ...meetingFacts(l)]),
    element("h3", t("还缺什么")),
    missing(gaps(l, entries, name), t("清单已定稿，没有缺项。")),
    commandsOf(l, entries, name),
    element("h3", t("人员和位次")),
    entryTable(l, entries, name),
    compareButton(),
    printButton(),
  ];
}

// ---- why somebody stands where he stands
function pieceNode(piece, all) {
  const shared = piece.origin && all.some(p => p !== piece && p.source !== piece.source && p.origin === piece.origin);
  return { id: piece.evidence_id, title: `${piece.observed_on} ${label("EvidenceBearing", piece.bearing)}${t("：")}${piece.summary}`, facts: [
    [t("来源"), label("SourceKind", piece.source)], [t("表现"), label("BehaviorKind", piece.behavior)], [t("原始材料编号"), piece.origin],
    [t("说明"), shared ? t("与另一来源出自同一材料，只计一次") : ""], [t("所据事件"), eventLink(piece.evidence_id)]] };
}

function sourceNodes(pieces) {
  const kinds = [...new Set(pieces.map(p => p.source))];
  return kinds.map(kind => {
    const own = pieces.filter(p => p.source === kind), against = own.filter(p => p.bearing === "NEGATIVE").length;
    return { id: kind, title: t("{0}：{1} 条，其中反向 {2} 条", label("SourceKind", kind), own.length, against), children: own.map(p => pieceNode(p, pieces)) };
  });
}

function gradeNode(grades) {
  return grades.length ? [{ id: "grades", title: t("年度考核：{0}", grades.map(g => `${g.year} ${label("AnnualGrade", g.grade)}`).join(t("，"))) }] : [];
}

function neighbourNode(e, entries, name) {
  const line = other => `${other.rank} ${name(other.cadre_id)} ${label("ListTier", other.tier)} ${other.reason}`;
  const near = entries.filter(o => Math.abs(o.rank - e.rank) === 1).sort((a, b) => a.rank - b.rank);
  return near.length ? [{ title: t("前后位次"), children: near.map(o => ({ title: line(o) })) }] : [];
}

function rebuttalNode(e, note) {
  if (!e.tail) return [];
  return [{ id: "rebuttal", title: t("告知和本人陈述：{0}", label("RebuttalState", e.rebuttal) || t("未告知")), facts: [[t("陈述期限"), e.rebut_by], [t("陈述内容"), note], [t("书面放弃材料编号"), e.document]] }];
}

async function gradesOf(id, from) {
  if (!mayRead("/personnel/cadres")) return [];
  const file = (await get("/personnel/cadres/" + encodeURIComponent(id))).file;
  return (file.grades || []).filter(g => g.year >= Number(from.slice(0, 4)) - 1);
}

export async function why(q) {
  const id = q.get("list") || "", cadre = q.get("cadre") || "";
  const [l, entries, evidence, notes, name] = await Promise.all([get("/assessment/lists/" + encodeURIComponent(id)), rows("/assessment/list-entries", { list_id: id }),
    rowsFor("/assessment/evidence", { cadre_id: cadre }), rowsFor("/assessment/rebuttals", { list_id: id, cadre_id: cadre }), cadreNames([cadre])]);
  const e = entries.find(o => o.cadre_id === cadre);
  if (!e) return [heading(t("位次由来")), element("p", t("清单中没有此人。"), { class: "bad" })];
  const names = await cadreNames(entries.filter(o => Math.abs(o.rank - e.rank) <= 1).map(o => o.cadre_id));
  const counted = evidence.filter(p => p.observed_on >= l.evidence_from), earlier = evidence.length - counted.length;
  return [
    element("p", link(t("← 返回清单"), "list", { id })),
    heading(t("{0}为什么是第 {1} 位", name(cadre), e.rank)),
    tree({ title: t("第 {0} 位 · {1}{2}", e.rank, label("ListTier", e.tier), e.head ? t(" · 靠前") : e.tail ? t(" · 靠后") : ""), open: true, children: [
      { id: "reason", title: t("研判理由：{0}", e.reason || "—"), facts: [[t("靠后情形"), label("CallUpGroundHint", e.ground)], [t("表现"), label("BehaviorKind", e.behavior)]] },
      { id: "sources", title: t("依据：定档时有 {0} 种独立来源", e.sources), open: true, children: [...sourceNodes(counted), ...gradeNode(await gradesOf(cadre, l.evidence_from)),
        ...(earlier ? [{ title: t("{0} 条早于依据起始日 {1}，不计", earlier, l.evidence_from) }] : []), ...(e.under_review ? [{ title: t("有未了结的信访或案件：其材料不作依据（S05）") }] : [])] },
      ...rebuttalNode(e, notes.length ? notes[0].statement : ""),
      ...(l.judged_on ? [{ id: "meeting", title: t("部务会研判：{0}", l.judged_on), facts: meetingFacts(l) }] : []),
      ...neighbourNode(e, entries, names),
    ] }),
    element("p", [person(name, cadre), " ", link(t("与他人并列比较"), "compare", { ids: cadre })]),
    printButton(),
  ];
}
