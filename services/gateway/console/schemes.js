// Annual assessment schemes (W3.1): the list, and one scheme with groups, indicators, weights, rules, and what it still lacks.
import { get, rows, rowsFor } from "./api.js";
import { choice, element, facts, field, filter, good, heading, link, missing, printButton, steps, table, warning } from "./dom.js";
import { actions } from "./forms.js";
import { day, label, labels, points, t } from "./language.js";
import { unitNames } from "./names.js";
import { can, maySend, session } from "./session.js";


export async function schemes(q) {
  const all = await rows("/assessment/schemes"), year = q.get("year") || "";
  const years = [...new Set(all.map(s => s.year))].sort((a, b) => b - a);
  const shown = all.filter(s => !year || String(s.year) === year).sort((a, b) => b.year - a.year || a.unit_kind.localeCompare(b.unit_kind) || b.version - a.version);
  return [
    heading(t("考核方案")),
    filter("schemes", [field(t("年度"), choice("year", [["", t("全部")], ...years.map(y => [String(y), t("{0}年", y)])], year))], form => ({ year: form.get("year") })),
    maySend("/assessment/schemes/draft") ? element("p", link(t("起草新方案"), "scheme-draft", {}, { class: "button" })) : "",
    shown.length ? table(t("共 {0} 份", shown.length), [
      [t("名称"), s => link(s.title, "scheme", { id: s.scheme_id })], [t("年度"), s => String(s.year), "number"], [t("考核对象"), s => label("UnitKind", s.unit_kind)],
      [t("版本"), s => String(s.version), "number"], [t("状态"), s => label("SchemeState", s.state)], [t("生效"), s => day(s.effective_from), "number"],
      [t("编号"), s => s.scheme_id, "code"],
    ], shown) : element("p", t("没有考核方案。"), { class: "hint" }),
  ];
}

// ---- what a scoring rule says in words
export function ruleOf(i) {
  switch (i.method) {
    case "RATIO": return t("实际值 ÷ 目标值 {0} × 100，最高 100", i.target);
    case "DEDUCTION": return t("100 减去每次 {0}，最低 0", points(i.points_each));
    case "BANDS": return i.bands.map(b => t("{0} 至不足 {1}：{2}", b.from, b.to, points(b.points))).join(t("；"));
    default: return t("直接赋分，0 至 100");
  }
}

// ---- weights
/* Sum of the weights of a component's indicators in a group: those of all groups and its own. */
function weightOf(indicators, component, group) {
  return indicators.filter(i => i.component === component && (!i.group_id || i.group_id === group)).reduce((sum, i) => sum + i.weight_percent, 0);
}

function weightTable(s, groups, indicators) {
  const parts = s.components.filter(c => c.component !== "INSPECTION");
  return table(t("各组各部分指标权重合计，须为 100%"), [
    [t("分组"), g => g.name],
    ...parts.map(c => [label("ScoreComponent", c.component), g => {
      const sum = weightOf(indicators, c.component, g.group_id);
      return sum === 100 ? good(`${sum}% ✓`) : warning(`${sum}% ≠ 100%`);
    }, "number"]),
  ], groups);
}

// ---- what is missing
function gapsOfStructure(s, groups, indicators) {
  const sum = s.components.reduce((n, c) => n + c.weight_percent, 0);
  return [
    ...(sum === 100 ? [] : [t("组成部分权重合计为 {0}%", sum)]),
    ...groups.flatMap(g => s.components.filter(c => c.component !== "INSPECTION" && weightOf(indicators, c.component, g.group_id) !== 100)
      .map(c => t("{0}：{1}的指标权重合计为 {2}%", g.name, label("ScoreComponent", c.component), weightOf(indicators, c.component, g.group_id)))),
    ...indicators.filter(i => !i.data_owner || !i.source).map(i => t("指标“{0}”没有数据来源或数据责任单位", i.name)),
    ...(s.vetoes || []).filter(v => !v.legal_base).map(v => t("否决事项“{0}”没有法律依据", v.name)),
  ];
}

function gapsOfSteps(s, scoring) {
  switch (s.state) {
    case "DRAFT": return [t("尚未征求单位意见")];
    case "CONSULTING": return [t("征求意见至 {0}", s.comment_until), ...(s.comments_open ? [t("{0} 条意见尚未答复", s.comments_open)] : [])];
    case "CONSULTED": return [...(s.comments_open ? [t("{0} 条意见尚未答复", s.comments_open)] : []), t("待组织部部长审定")];
    case "APPROVED": return [t("待定稿")];
    case "FROZEN": return scoring ? [] : [t("年度计分尚未启动")];
    default: return [];
  }
}

/* Data nobody has given yet: by indicator, with who owes them. Leaders' marks are kept apart and not counted here. */
function gapsOfData(scoring, groups, indicators, data, unit) {
  if (!scoring || scoring.state === "CONFIRMED") return [];
  const have = new Set(data.map(d => `${d.indicator_id} ${d.unit_id}`));
  return indicators.filter(i => i.component !== "LEADER").flatMap(i => {
    const lacking = groups.filter(g => !i.group_id || g.group_id === i.group_id).flatMap(g => g.unit_ids).filter(u => !have.has(`${i.indicator_id} ${u}`));
    return lacking.length ? [t("指标“{0}”缺 {1} 个单位的数据（由{2}于 {3} 前报送）：{4}", i.name, lacking.length, unit(i.data_owner), scoring.submit_by, lacking.map(unit).join(t("、")))] : [];
  });
}

// ---- tables
function indicatorTable(component, indicators, groups, unit) {
  const names = Object.fromEntries(groups.map(g => [g.group_id, g.name]));
  return table(label("ScoreComponent", component), [
    [t("指标"), i => i.name], [t("适用"), i => i.group_id ? t("特色：{0}", names[i.group_id] || i.group_id) : t("共性")], [t("权重"), i => `${i.weight_percent}%`, "number"],
    [t("计分规则"), i => `${label("ScoringMethod", i.method)}${t("：")}${ruleOf(i)}`], [t("单位"), i => i.measure], [t("数据责任单位"), i => unit(i.data_owner)],
    [t("来源"), i => i.source], [t("佐证"), i => i.checked_evidence ? t("{0}（须另一人核验）", i.evidence) : i.evidence], [t("编号"), i => i.indicator_id, "code"],
  ], indicators.filter(i => i.component === component));
}

function commentTable(comments, unit) {
  return comments.length ? table(t("单位意见"), [
    [t("单位"), c => unit(c.unit_id)], [t("意见"), c => c.text], [t("答复"), c => c.answered ? `${c.adopted ? t("采纳") : t("未采纳")}${t("：")}${c.answer}` : warning(t("未答复"))],
    [t("编号"), c => c.comment_id, "code"],
  ], comments) : "";
}

// ---- commands
function commandsOf(s, comments, scoring) {
  const id = { scheme_id: s.scheme_id }, open = comments.filter(c => !c.answered), toScheme = a => "#scheme?id=" + a.scheme_id;
  const text = (name, words, more = {}) => ({ name, label: words, kind: "text", ...more });
  return actions([
    { id: "consult", title: t("征求单位意见"), when: s.state === "DRAFT", path: "/assessment/schemes/consult", fixed: id },
    { id: "comment", title: t("对方案提出意见"), when: s.state === "CONSULTING", path: "/assessment/schemes/comment", fixed: id,
      quiet: true, fields: [{ name: "text", label: t("意见"), kind: "area" }] },
    { id: "answer", title: t("答复意见"), when: open.length > 0, path: "/assessment/schemes/answer",
      fields: [{ name: "comment_id", label: t("意见"), kind: "choice", required: true, options: open.map(c => [c.comment_id, c.text.slice(0, 30)]) },
        { name: "adopted", label: t("采纳"), kind: "flag" }, { name: "answer", label: t("答复"), kind: "area" }] },
    { id: "revise", title: t("按意见修改方案"), when: s.state === "CONSULTED", path: "/assessment/schemes/revise", fixed: id },
    { id: "approve", title: t("审定考核方案"), when: s.state === "CONSULTED", path: "/assessment/schemes/approve", fixed: id, fields: [text("document", t("审定文号"))] },
    { id: "freeze", title: t("考核方案定稿"), when: s.state === "APPROVED", path: "/assessment/schemes/freeze", fixed: id, irreversible: true },
    { id: "open-scoring", title: t("启动年度考核计分"), when: s.state === "FROZEN" && !scoring, path: "/assessment/scores/open", quiet: true,
      fixed: { year: s.year, unit_kind: s.unit_kind } },
    { id: "amend", title: t("修订考核方案"), when: s.state === "FROZEN", path: "/assessment/schemes/amend", fixed: id, quiet: true, done: toScheme,
      fields: [{ name: "effective_from", label: t("生效日期"), kind: "date" }, { name: "reason", label: t("修订理由"), kind: "area" }] },
    { id: "copy", title: t("沿用到新年度"), when: true, path: "/assessment/schemes/copy", fixed: id, quiet: true, done: toScheme,
      fields: [{ name: "year", label: t("年度"), kind: "number", value: s.year + 1 }] },
  ]);
}

export async function scheme(q) {
  const id = q.get("id") || "", only = { scheme_id: id };
  const [s, groupRows, indicatorRows, comments, scorings, data, unit] = await Promise.all([
    get("/assessment/schemes/" + encodeURIComponent(id)), rows("/assessment/scheme-groups", only), rows("/assessment/scheme-indicators", only),
    rowsFor("/assessment/scheme-comments", only), rows("/assessment/scores/years", only), rowsFor("/assessment/scores/indicators", only), unitNames()]);
  const groups = groupRows.map(r => r.group), indicators = indicatorRows.map(r => r.indicator), scoring = scorings[0];
  const lacking = [...gapsOfStructure(s, groups, indicators), ...gapsOfSteps(s, scoring), ...gapsOfData(scoring, groups, indicators, data, unit)];
  const own = can("org.assessment") || !session().unit_id ? comments : comments.filter(c => c.unit_id === session().unit_id || can("org.head"));
  return [
    element("p", link(t("← 全部方案"), "schemes")),
    heading(s.title),
    steps(labels("SchemeState"), s.state),
    facts([[t("年度"), String(s.year)], [t("考核对象"), label("UnitKind", s.unit_kind)], [t("版本"), String(s.version)], [t("修订自"), s.amends && link(s.amends, "scheme", { id: s.amends })],
      [t("修订理由"), s.reason], [t("生效"), s.effective_from], [t("审定文号"), s.document], [t("审定日期"), s.approved_on], [t("定稿日期"), s.frozen_on],
      [t("加分上限"), points(s.bonus_cap)], [t("减分上限"), points(s.deduction_cap)], [t("数据验收"), s.acceptance ? t("逐行验收后方可合成") : ""], [t("编号"), s.scheme_id]]),
    element("h3", t("还缺什么")),
    missing(lacking, t("方案完整，没有缺项。")),
    scoring ? element("p", link(t("查看年度得分（{0}）", label("ScoringState", scoring.state)), "scores", { id })) : "",
    commandsOf(s, comments, scoring),
    s.state === "DRAFT" && maySend("/assessment/schemes/draft") ? element("p", link(t("修改草案"), "scheme-draft", { id }, { class: "button" })) : "",
    element("h3", t("组成和权重")),
    table("", [[t("组成部分"), c => label("ScoreComponent", c.component)], [t("权重"), c => `${c.weight_percent}%`, "number"]], s.components),
    element("h3", t("考核分组")),
    table("", [[t("分组"), g => g.name], [t("功能定位"), g => g.function], [t("资源禀赋"), g => g.endowment], [t("环境区位"), g => g.location],
      [t("单位"), g => g.unit_ids.map(unit).join(t("、"))]], groups),
    weightTable(s, groups, indicators),
    element("h3", t("指标和计分规则")),
    ...s.components.filter(c => c.component !== "INSPECTION").map(c => indicatorTable(c.component, indicators, groups, unit)),
    ...(s.vetoes && s.vetoes.length ? [element("h3", t("一票否决事项")), table("", [[t("事项"), v => v.name], [t("法律依据"), v => v.legal_base]], s.vetoes)] : []),
    commentTable(own, unit),
    printButton(),
  ];
}
