// What if: other weights, ratios or another bonus on the scores of a scheme. A question only: nothing is recorded, and with the rules in
// force the answer has the official hash.
import { get, post, rows } from "./api.js";
import { element, facts, good, heading, link, printButton, table, warning } from "./dom.js";
import { entry } from "./forms.js";
import { label, labels, points, t } from "./language.js";
import { unitNames } from "./names.js";

const PATH = "/assessment/what-if";

// ---- the question: what was changed, and nothing else
function changed(now, before, key) {
  const old = new Map(before.map(b => [b[key], JSON.stringify(b)]));
  return now.filter(n => old.get(n[key]) !== JSON.stringify(n));
}

function question(id, read, base) {
  const components = changed(read.components, base.components, "component").length || read.components.length !== base.components.length ? { components: read.components } : {};
  const indicators = changed(read.indicators, base.indicators, "indicator_id"), tiers = changed(read.tiers, base.tiers, "tier");
  return { scheme_id: id, ...components, ...(indicators.length ? { indicators } : {}), ...(tiers.length ? { tiers } : {}), ...(read.bonus_base !== base.bonus_base ? { bonus_base: read.bonus_base } : {}) };
}

function weightColumn() { return { name: "weight_percent", label: t("权重 %"), kind: "percent" }; }

/* A name that is shown and sent, but not changed. */
function fixedColumn(name, words, names) { return { name, label: words, kind: "choice", required: true, options: names }; }

function fieldsOf(base, named) {
  return [
    { name: "components", label: t("组成和权重（合计 100%）"), kind: "rows", columns: [fixedColumn("component", t("组成部分"), labels("ScoreComponent")), weightColumn()], value: base.components },
    { name: "indicators", label: t("指标权重（每组每一部分合计 100%）"), kind: "rows", columns: [fixedColumn("indicator_id", t("指标"), named), weightColumn()], value: base.indicators },
    { name: "tiers", label: t("档次挂钩"), kind: "rows", columns: [fixedColumn("tier", t("班子档次"), labels("TeamTier")), { name: "members_percent", label: t("班子成员优秀 %"), kind: "percent" },
      { name: "staff_percent", label: t("其他人员优秀 %"), kind: "percent" }, { name: "bonus_percent", label: t("奖金系数 %"), kind: "percent" }], value: base.tiers },
    { name: "bonus_base", label: t("人均奖金基数（元）"), kind: "points", value: base.bonus_base },
  ];
}

// ---- the answer
function moved(before, after) {
  if (before === after) return String(after || "—");
  const words = `${before || "—"} → ${after || "—"}`;
  return before && after ? (after < before ? good(`↑ ${words}`) : warning(`↓ ${words}`)) : words;
}

function pair(before, after) { return before === after ? after : `${before} → ${after}`; }

function answerTable(a, unit) {
  return table(t("{0} 个单位，{1} 个位次或档次变动", a.rows.length, a.moved), [
    [t("单位"), r => r.unit_name || unit(r.unit_id)], [t("分组"), r => r.group_id], [t("总分"), r => pair(points(r.score_before), points(r.score_after)), "number"],
    [t("位次"), r => moved(r.rank_before, r.rank_after), "number"], [t("班子档次"), r => pair(label("TeamTier", r.tier_before), label("TeamTier", r.tier_after))],
    [t("可评优秀人数"), r => pair(r.excellent_members_before + r.excellent_staff_before, r.excellent_members_after + r.excellent_staff_after).toString(), "number"],
    [t("奖金（元）"), r => pair(points(r.bonus_before), points(r.bonus_after)), "number"], [t("一票否决"), r => r.vetoed ? warning(t("有")) : ""],
  ], a.rows);
}

function shown(a, unit) {
  return [
    element("p", a.official ? good(t("与已反馈的结果一致（现行规则）。")) : warning(t("推演结果，与已反馈的结果不同；不作任何记录。"))),
    ...(a.against_rules && a.against_rules.length ? [element("p", warning(t("这样的方案违反：{0}", a.against_rules.join(t("、")))))] : []),
    facts([[t("结果指纹"), a.hash], [t("已反馈的指纹"), a.official_hash], [t("可评优秀人数"), String(pair(a.excellent_before, a.excellent_after))],
      [t("奖金合计（元）"), pair(points(a.bonus_before), points(a.bonus_after))], [t("奖金增减（元）"), points(a.bonus_after - a.bonus_before)]]),
    answerTable(a, unit),
  ];
}

export async function whatIf(q) {
  const id = q.get("id") || "";
  const [now, indicatorRows, scheme, unit] = await Promise.all([post(PATH, { scheme_id: id }), rows("/assessment/scheme-indicators", { scheme_id: id }), get("/assessment/schemes/" + encodeURIComponent(id)), unitNames()]);
  const indicators = indicatorRows.map(r => r.indicator);
  const base = { components: now.components, tiers: now.tiers, bonus_base: now.bonus_base, indicators: indicators.map(({ indicator_id, weight_percent }) => ({ indicator_id, weight_percent })) };
  const answer = element("section", shown(now, unit), { id: "answer", "aria-live": "polite" });
  return [
    element("p", link(t("← 返回排名"), "scores", { id })),
    heading(t("推演：{0}", scheme.title)),
    element("p", t("改动权重、优秀比例或奖金，看谁的位次变动、花费多少。只是推演，不改变任何记录。"), { class: "hint" }),
    entry({ id: "whatif", title: t("推演"), fields: fieldsOf(base, indicators.map(i => [i.indicator_id, i.name])), body: read => question(id, read, base),
      send: body => post(PATH, body), stay: a => answer.replaceChildren(...shown(a, unit)) }),
    answer,
    printButton(),
  ];
}
