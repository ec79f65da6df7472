// Quarterly inspections (W3.3): the plan, scores from the field, ranks and objections, publication, rectification.
import { get, rows, rowsFor } from "./api.js";
import { curves } from "./curves.js";
import { choice, element, facts, field, filter, good, heading, link, missing, printButton, steps, table, warning } from "./dom.js";
import { findingActions, findingTable, findingsOf } from "./findings.js";
import { actions } from "./forms.js";
import { day, label, labels, points, t } from "./language.js";
import { allUnits, cadreNames, unitNames } from "./names.js";
import { mayRead, maySend, session } from "./session.js";


// ---- all quarters
function quarterAfter(q) {
  const [year, n] = q.split("Q").map(Number);
  return n < 4 ? `${year}Q${n + 1}` : `${year + 1}Q1`;
}

/* A plan begins with items and units of the last one. */
async function planning(all) {
  const units = [...(await allUnits()).values()].filter(u => u.peer_group);
  const last = maySend("/assessment/inspections/plan") && all.reduce((a, b) => !a || b.quarter > a.quarter ? b : a, null);
  const inspected = last ? (await rows("/assessment/inspection-results", { inspection_id: last.inspection_id })).map(r => r.unit_id) : [];
  return [
    { id: "plan", title: t("编制季度督查计划"), when: true, quiet: true, path: "/assessment/inspections/plan", done: a => "#inspection?id=" + a.inspection_id,
      fields: [{ name: "quarter", label: t("季度（如 2026Q1）"), kind: "text", size: "8", value: last ? quarterAfter(last.quarter) : "" }, { name: "title", label: t("名称"), kind: "text", size: "30" },
        { name: "items", label: t("督查事项，权重合计 100%"), kind: "rows", start: 2, value: last ? last.items : [], columns: [{ name: "item_id", label: t("事项编号"), size: "8" }, { name: "name", label: t("督查事项"), size: "24" },
          { name: "weight_percent", label: t("权重 %"), kind: "percent" }] },
        { name: "unit_ids", label: t("被督查单位（有考核分组的）"), kind: "many", value: inspected, options: units.map(u => [u.unit_id, `${u.name}${t("（{0}）", u.peer_group)}`]) }] },
    { id: "exempt", title: t("免于季度督查"), when: true, quiet: true, path: "/assessment/inspections/exempt",
      fields: [{ name: "unit_id", label: t("单位编码"), kind: "text" }, { name: "quarter", label: t("季度（如 2026Q1）"), kind: "text", size: "8" },
        { name: "reason", label: t("理由"), kind: "area" }, { name: "document", label: t("文号"), kind: "text" }] },
    { id: "roll-up", title: t("年度督查结果计入年度考核"), when: true, quiet: true, path: "/assessment/inspections/roll-up", irreversible: true,
      fields: [{ name: "year", label: t("年度"), kind: "number" }] },
  ];
}

export async function inspections(q) {
  const [all, unit] = await Promise.all([rows("/assessment/inspections"), unitNames()]), year = q.get("year") || "";
  const years = [...new Set(all.map(i => i.quarter.slice(0, 4)))].sort().reverse();
  const shown = all.filter(i => !year || i.quarter.startsWith(year)).sort((a, b) => b.quarter.localeCompare(a.quarter));
  const means = year ? await rowsFor("/assessment/inspected-years", { year }) : [];
  return [
    heading(t("季度督查")),
    filter("inspections", [field(t("年度"), choice("year", [["", t("全部")], ...years.map(y => [y, t("{0}年", y)])], year))], form => ({ year: form.get("year") })),
    shown.length ? table(t("共 {0} 次", shown.length), [
      [t("季度"), i => link(i.quarter, "inspection", { id: i.inspection_id })], [t("名称"), i => i.title], [t("状态"), i => label("InspectionState", i.state)],
      [t("单位数"), i => String(i.units), "number"], [t("通报期限"), i => day(i.publish_by), "number"], [t("通报日期"), i => day(i.published_on), "number"],
      [t("待复核异议"), i => i.objections_open ? warning(String(i.objections_open)) : "0", "number"],
    ], shown) : element("p", t("没有督查。"), { class: "hint" }),
    means.length ? table(t("年度督查得分（已计入年度考核）"), [
      [t("单位"), m => unit(m.unit_id)], [t("季度数"), m => String(m.quarters), "number"], [t("平均"), m => points(m.mean), "number"], [t("权重"), m => `${m.weight_percent}%`, "number"],
      [t("计入"), m => points(m.contribution), "number"]], means) : "",
    actions(await planning(all)),
  ];
}

// ---- one inspection
function resultTable(group, results, items, unit) {
  const ranked = results.some(r => r.rank);
  return table(ranked ? t("{0}：{1} 个单位", group, results.length) : t("{0}：{1} 个单位，尚未排序", group, results.length), [
    [t("位次"), r => r.rank ? String(r.rank) : "—", "number"], [t("单位"), r => unit(r.unit_id)], [t("综合得分"), r => r.rank ? points(r.composite) : "—", "number"],
    ...items.map(i => [`${i.name} ${i.weight_percent}%`, r => {
      const one = (r.items || []).find(x => x.item_id === i.item_id);
      return one ? t("{0}（第 {1}）", points(one.score), one.rank) : "—";
    }, "number"]),
    [t("标记"), r => r.last ? warning(t("末位")) : r.first ? good(t("首位")) : ""],
  ], results.sort((a, b) => a.rank - b.rank || a.unit_id.localeCompare(b.unit_id)));
}

function resultTables(results, items, unit) {
  const groups = [...new Set(results.map(r => r.peer_group))].sort();
  return groups.map(g => resultTable(g, results.filter(r => r.peer_group === g), items, unit));
}

function gaps(i, results, scores, unit) {
  const have = new Set(scores.map(s => `${s.unit_id} ${s.item_id}`));
  const lacking = mayRead("/assessment/item-scores") && i.state === "FIELD" ? i.items.map(item => [item, results.filter(r => !have.has(`${r.unit_id} ${item.item_id}`))]).filter(([, units]) => units.length) : [];
  return [
    ...(i.state === "PLANNED" ? [t("尚未开展实地督查")] : []),
    ...lacking.map(([item, units]) => t("“{0}”缺 {1} 个单位的赋分：{2}", item.name, units.length, units.map(r => unit(r.unit_id)).join(t("、")))),
    ...(i.state === "FIELD" && !lacking.length ? [t("赋分齐全，待综合排序")] : []),
    ...(i.state === "OBJECTION" ? [t("排序异议期至 {0}", i.objection_until)] : []),
    ...(i.stale ? [t("赋分已更正，须重新排序")] : []),
    ...(i.objections_open ? [t("{0} 项异议尚未复核", i.objections_open)] : []),
    ...(i.state === "READY" ? [t("待通报，期限 {0}", i.publish_by)] : []),
  ];
}

function scoreEntry(i, results, scores, unit) {
  const known = new Map(scores.map(s => [`${s.unit_id} ${s.item_id}`, s.score]));
  return { id: "scores", title: t("分项赋分"), when: i.state === "FIELD", path: "/assessment/inspections/scores", fixed: { inspection_id: i.inspection_id }, fields: [
    { name: "inspector_id", label: t("督查人员（干部编码）"), kind: "text", value: session().cadre_id }, { name: "mode", label: t("督查方式"), kind: "choice", options: labels("VisitMode") },
    { name: "evidence", label: t("督查底稿"), kind: "text", size: "30" },
    { name: "scores", label: t("各单位各事项得分（0 至 100，两位小数）；只提交改动的格"), kind: "grid", corner: t("单位"), lines: results.map(r => [r.unit_id, unit(r.unit_id)]),
      columns: i.items.map(item => [item.item_id, item.name]), value: (u, item) => known.get(`${u} ${item}`), made: (unit_id, item_id, score) => ({ unit_id, item_id, score }) }] };
}

function commandsOf(i, results, scores, objections, rectifications, persons, unit) {
  const id = { inspection_id: i.inspection_id }, own = session().unit_id;
  const items = i.items.map(x => [x.item_id, x.name]), units = results.map(r => [r.unit_id, unit(r.unit_id)]);
  const open = objections.filter(o => o.state === "OPEN"), rectify = state => rectifications.filter(r => r.state === state);
  const itemName = code => (i.items.find(x => x.item_id === code) || { name: code }).name, about = r => [r.rectification_id, `${unit(r.unit_id)} ${itemName(r.item_id)}`];
  const reason = { name: "reason", label: t("理由"), kind: "area" };
  return actions([
    { id: "begin", title: t("开展实地督查"), when: i.state === "PLANNED", path: "/assessment/inspections/begin", fixed: id },
    scoreEntry(i, results, scores, unit),
    { id: "rank", title: t("综合赋分排序"), when: i.state === "FIELD" || (i.stale && i.state !== "PUBLISHED"), path: "/assessment/inspections/rank", fixed: id },
    { id: "object", title: t("对赋分提出异议"), when: i.state === "OBJECTION" && results.some(r => r.unit_id === own), roles: ["unit.head", "unit.party"], quiet: true,
      path: "/assessment/inspections/object", fixed: { ...id, unit_id: own }, fields: [{ name: "item_id", label: t("督查事项"), kind: "choice", options: items }, reason] },
    { id: "decide", title: t("复核赋分异议"), when: open.length > 0, path: "/assessment/inspections/decide-objection",
      fields: [{ name: "objection_id", label: t("异议"), kind: "choice", options: open.map(o => [o.objection_id, `${unit(o.unit_id)} ${itemName(o.item_id)}`]) }, { name: "upheld", label: t("成立"), kind: "flag" },
        { name: "score", label: t("更正后得分（成立时）"), kind: "points" }, { ...reason, label: t("复核意见") }] },
    { id: "publish", title: t("通报季度督查结果"), when: ["OBJECTION", "READY"].includes(i.state), path: "/assessment/inspections/publish", fixed: id, irreversible: true },
    { id: "rectify", title: t("下达整改清单"), when: i.state === "PUBLISHED", quiet: true, path: "/assessment/rectifications/open", fixed: id,
      fields: [{ name: "unit_id", label: t("单位"), kind: "choice", options: units }, { name: "item_id", label: t("督查事项"), kind: "choice", options: items }, { name: "problem", label: t("问题"), kind: "area" }] },
    { id: "rectification-progress", title: t("报送整改进度"), when: rectify("OPEN").some(r => r.unit_id === own), quiet: true, path: "/assessment/rectifications/progress",
      fields: [{ name: "rectification_id", label: t("整改事项"), kind: "choice", options: rectify("OPEN").filter(r => r.unit_id === own).map(about) }, { name: "percent", label: t("完成率 %（0 至 99；全部完成随佐证报送）"), kind: "percent" },
        { name: "reached_on", label: t("达到日期"), kind: "date" }, { name: "done", label: t("已做的工作"), kind: "area" }, { name: "reason", label: t("完成率回落的理由"), kind: "text", size: "30" }] },
    { id: "report-rectification", title: t("报送整改佐证"), when: rectify("OPEN").some(r => r.unit_id === own), quiet: true, path: "/assessment/rectifications/report",
      fields: [{ name: "rectification_id", label: t("整改事项"), kind: "choice", options: rectify("OPEN").filter(r => r.unit_id === own).map(about) }, { name: "proof", label: t("整改佐证"), kind: "area" }] },
    { id: "check-rectification", title: t("整改验收"), when: rectify("REPORTED").length > 0, path: "/assessment/rectifications/check",
      fields: [{ name: "rectification_id", label: t("整改事项"), kind: "choice", options: rectify("REPORTED").map(about) }, { name: "accepted", label: t("销号"), kind: "flag" }, { name: "note", label: t("验收意见"), kind: "area" }] },
    ...findingActions(i, items, units, rectifications, about, persons),
  ]);
}

/* The percentage, and the steps that led to it. */
function progress(r) {
  const now = `${r.percent}%`, told = r.steps || [];
  return told.length ? element("details", [element("summary", now), element("ul", told.map(s => element("li", `${s.reached_on} ${s.percent}% ${s.done}${s.reason ? t("（{0}）", s.reason) : ""}`)))]) : now;
}

function followUps(i, objections, rectifications, interviews, unit) {
  const itemName = code => (i.items.find(x => x.item_id === code) || { name: code }).name;
  return [
    objections.length ? table(t("赋分异议"), [[t("单位"), o => unit(o.unit_id)], [t("督查事项"), o => itemName(o.item_id)], [t("理由"), o => o.reason], [t("状态"), o => label("ObjectionState", o.state)],
      [t("复核意见"), o => o.decision_reason]], objections) : "",
    rectifications.length ? table(t("整改清单"), [[t("单位"), r => unit(r.unit_id)], [t("督查事项"), r => itemName(r.item_id)], [t("问题"), r => r.problem],
      [t("期限"), r => r.overdue ? [day(r.due_on) + " ", warning(t("逾期"))] : day(r.due_on), "number"], [t("状态"), r => label("RectificationState", r.state)], [t("完成率"), progress, "number"],
      [t("退回次数"), r => String(r.returns), "number"], [t("整改佐证"), r => r.proof], [t("验收意见"), r => r.note]], rectifications) : "",
    interviews.length ? table(t("末位约谈"), [[t("单位"), v => unit(v.unit_id)], [t("状态"), v => label("InterviewState", v.state)], [t("约谈期限"), v => day(v.talk_by), "number"], [t("约谈日期"), v => day(v.held_on), "number"]], interviews) : "",
  ];
}

function scoreSources(i, scores, unit, name) {
  return scores.length ? element("details", [element("summary", t("赋分底稿（{0} 条）", scores.length)), table("", [
    [t("单位"), s => unit(s.unit_id)], [t("督查事项"), s => (i.items.find(x => x.item_id === s.item_id) || {}).name], [t("得分"), s => points(s.score), "number"], [t("督查人员"), s => name(s.inspector_id)],
    [t("督查方式"), s => label("VisitMode", s.mode)], [t("督查底稿"), s => s.evidence]], scores)]) : "";
}

export async function inspection(q) {
  const id = q.get("id") || "", only = { inspection_id: id };
  const [i, results, scores, objections, rectifications, interviews, persons, unit] = await Promise.all([
    get("/assessment/inspections/" + encodeURIComponent(id)), rows("/assessment/inspection-results", only), rowsFor("/assessment/item-scores", only),
    rowsFor("/assessment/score-objections", only), rowsFor("/assessment/rectifications", only), rowsFor("/assessment/interviews", only), findingsOf(id), unitNames()]);
  const name = await cadreNames(scores.map(s => s.inspector_id));
  return [
    element("p", link(t("← 全部督查"), "inspections")),
    heading(`${i.quarter} ${i.title}`),
    steps(labels("InspectionState"), i.state),
    facts([[t("通报期限"), i.publish_by], [t("异议期至"), i.objection_until], [t("通报日期"), i.published_on], [t("编号"), i.inspection_id]]),
    element("h3", t("还缺什么")),
    missing(gaps(i, results, scores, unit), t("本季督查已通报，没有缺项。")),
    commandsOf(i, results, scores, objections, rectifications, persons, unit),
    element("h3", t("综合得分和分项排序")),
    ...resultTables(results, i.items, unit),
    ...await curves(i, results, unit, q.get("unit") || ""),
    ...followUps(i, objections, rectifications, interviews, unit),
    await findingTable(persons, unit),
    scoreSources(i, scores, unit, name),
    printButton(),
  ];
}
