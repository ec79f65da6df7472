// Annual scores of teams (W3.2, W3.7): the ranking of a scheme, and the derivation of one score down to the event it rests on.
import { get, rows, rowsFor } from "./api.js";
import { choice, element, facts, field, filter, good, heading, link, missing, printButton, steps, table, tree, warning } from "./dom.js";
import { eventLink } from "./event.js";
import { actions } from "./forms.js";
import { day, label, labels, points, t } from "./language.js";
import { unitNames } from "./names.js";
import { maySend, session } from "./session.js";

// nodes the composition itself makes; the others bear the names of indicators and adjustments
const NODES = { total: "年度考核得分", bonus: "加分", deduction: "减分" };

function titleOf(s) { return `${s.year} ${label("UnitKind", s.unit_kind)}`; }

// ---- the ranking of a scheme
function groupTable(scheme, group, found, unit) {
  return table(t("{0}：{1} 个单位", group.name, found.length), [
    [t("位次"), u => u.rank ? String(u.rank) : t("不排序"), "number"], [t("单位"), u => link(unit(u.unit_id), "score", { scheme, unit: u.unit_id })],
    [t("总分"), u => u.state === "SCORED" ? points(u.total) : label("PartState", u.state), "number"], [t("标记"), u => u.first ? good(t("首位")) : u.last ? warning(t("末位")) : ""],
    [t("一票否决"), u => u.vetoes ? warning(t("{0} 项", u.vetoes)) : ""],
  ], found.sort((a, b) => a.rank - b.rank || a.unit_id.localeCompare(b.unit_id)));
}

function gaps(s) {
  return [
    ...(s.state === "OPEN" ? [t("数据填报至 {0}，之后合成", s.submit_by)] : []), ...(s.state === "TOLD" ? [t("异议期至 {0}", s.objection_until)] : []),
    ...(s.objections_open ? [t("{0} 项异议尚未复核", s.objections_open)] : []), ...(s.stale ? [t("数据已更正，须重新合成")] : []), ...(s.pending ? [t("{0} 个单位得分待定", s.pending)] : []),
    ...(s.state === "READY" ? [t("待组织部部长确认")] : []),
  ];
}

function commandsOf(s, objections, unit) {
  const id = { scheme_id: s.scheme_id }, open = objections.filter(o => o.state === "OPEN");
  return actions([
    { id: "extend", title: t("延长数据填报期限"), when: s.state === "OPEN", quiet: true, path: "/assessment/scores/extend", fixed: id,
      fields: [{ name: "submit_by", label: t("新的截止日期"), kind: "date" }, { name: "reason", label: t("理由"), kind: "area" }] },
    { id: "compute", title: t("合成年度考核得分"), when: s.state === "OPEN" || (s.stale && s.state !== "CONFIRMED"), path: "/assessment/scores/compute", fixed: id },
    { id: "decide", title: t("复核指标得分异议"), when: open.length > 0, path: "/assessment/scores/decide-objection",
      fields: [{ name: "objection_id", label: t("异议"), kind: "choice", options: open.map(o => [o.objection_id, `${unit(o.unit_id)} ${o.indicator_id}${t("：")}${o.reason}`]) }, { name: "upheld", label: t("成立"), kind: "flag" },
        { name: "value", label: t("更正后的数值"), kind: "number" }, { name: "reason", label: t("复核意见"), kind: "area" }] },
    { id: "confirm", title: t("确认年度考核得分"), when: ["TOLD", "READY"].includes(s.state), path: "/assessment/scores/confirm", fixed: id, irreversible: true },
  ]);
}

export async function scores(q) {
  const years = (await rows("/assessment/scores/years")).sort((a, b) => b.year - a.year), id = q.get("id") || (years[0] || {}).scheme_id || "";
  const s = years.find(y => y.scheme_id === id);
  if (!s) return [heading(t("年度得分")), element("p", t("没有启动计分的方案。"), { class: "hint" })];
  const [found, groups, objections, unit] = await Promise.all([rows("/assessment/scores/units", { scheme_id: id }), rowsFor("/assessment/scheme-groups", { scheme_id: id }),
    rowsFor("/assessment/scores/objections", { scheme_id: id }), unitNames()]);
  const named = groups.length ? groups.map(g => g.group) : [...new Set(found.map(u => u.group_id))].map(g => ({ group_id: g, name: g }));
  return [
    heading(t("年度得分")),
    filter("scores", [field(t("方案"), choice("id", years.map(y => [y.scheme_id, titleOf(y)]), id))], form => ({ id: form.get("id") })),
    steps(labels("ScoringState"), s.state),
    facts([[t("方案"), link(titleOf(s), "scheme", { id })], [t("填报期限"), day(s.submit_by)], [t("异议期至"), s.objection_until], [t("确认日期"), s.confirmed_on], [t("结果指纹"), s.hash]]),
    element("h3", t("还缺什么")),
    missing(gaps(s), t("得分已确认，没有缺项。")),
    commandsOf(s, objections, unit),
    found.length && maySend("/assessment/what-if") ? element("p", link(t("推演：改动权重、比例、奖金会怎样"), "whatif", { id }, { class: "button" })) : "",
    ...(found.length ? named.map(g => groupTable(id, g, found.filter(u => u.group_id === g.group_id), unit)) : [element("p", t("尚未合成得分。"), { class: "hint" })]),
    objections.length ? table(t("指标得分异议"), [[t("单位"), o => unit(o.unit_id)], [t("指标"), o => o.indicator_id], [t("理由"), o => o.reason], [t("状态"), o => label("ObjectionState", o.state)], [t("复核意见"), o => o.decision_reason]], objections) : "",
    printButton(),
  ];
}

// ---- one score
function shareOf(n) {
  if (!n.share_denominator) return "";
  return n.share_numerator === 0 ? "0" : `${n.share_numerator}/${n.share_denominator}`;
}

function nameOf(n) { return NODES[n.node] ? t(NODES[n.node]) : n.parent === "total" ? label("ScoreComponent", n.node.toUpperCase()) : n.name; }

function amount(n) { return n.state === "SCORED" || n.state === "MISSING" ? points(n.score) : "—"; }

/* A node of the score as a node of the tree; the raw record stands under the indicator it belongs to. */
function nodeOf(n, nodes, data) {
  const raw = data.find(d => n.node.endsWith("/" + d.indicator_id)), share = shareOf(n);
  return { id: n.node, open: !n.parent, title: `${nameOf(n)} ${amount(n)}${share && n.parent ? t("（占 {0}）", share) : ""}${n.state === "SCORED" ? "" : ` · ${label("PartState", n.state)}`}`,
    facts: [[t("状态"), label("PartState", n.state)], [t("方案权重"), n.weight_percent ? `${n.weight_percent}%` : ""], [t("实际占比"), share], [t("原始数值"), raw || n.measure ? `${n.value} ${n.measure}` : ""], [t("说明"), n.note],
      [t("数据文号"), raw && raw.document], [t("佐证"), raw && raw.evidence], [t("理由"), raw && raw.reason], [t("报送"), raw && raw.recorded_by], [t("数据验收"), raw && label("DataState", raw.acceptance)], [t("所据事件"), eventLink(n.source)]],
    children: nodes.filter(c => c.parent === n.node && c.node !== n.node).map(c => nodeOf(c, nodes, data)) };
}

export async function score(q) {
  const scheme = q.get("scheme") || "", id = q.get("unit") || "", only = { scheme_id: scheme, unit_id: id };
  const [u, data, scorings, unit] = await Promise.all([get(`/assessment/scores/units/${encodeURIComponent(scheme)}/${encodeURIComponent(id)}`), rows("/assessment/scores/indicators", only),
    rows("/assessment/scores/years", { scheme_id: scheme }), unitNames()]);
  const roots = u.nodes.filter(n => !n.parent), told = scorings[0] && scorings[0].state === "TOLD";
  return [
    element("p", link(t("← 返回排名"), "scores", { id: scheme })),
    heading(t("{0}的得分由来", unit(id))),
    facts([[t("总分"), u.state === "SCORED" ? points(u.total) : label("PartState", u.state)], [t("位次"), u.rank ? t("第 {0}，共 {1}", u.rank, u.group_size) : t("不排序")], [t("一票否决"), u.vetoes ? t("{0} 项", u.vetoes) : ""]]),
    element("p", t("逐层点开：组成部分、指标、原始数据、所据事件。每一层四舍五入到百分之一分。"), { class: "hint" }),
    ...roots.map(n => tree(nodeOf(n, u.nodes, data))),
    actions([{ id: "object", title: t("对指标得分提出异议"), when: told && id === session().unit_id, quiet: true, path: "/assessment/scores/object", fixed: { scheme_id: scheme },
      fields: [{ name: "indicator_id", label: t("指标"), kind: "choice", options: data.map(d => [d.indicator_id, (u.nodes.find(n => n.node.endsWith("/" + d.indicator_id)) || { name: d.indicator_id }).name]) }, { name: "reason", label: t("异议理由"), kind: "area" }] }]),
    printButton(),
  ];
}
