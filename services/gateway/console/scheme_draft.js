// Drafting an annual scheme: all of it on one page; a draft is sent whole, and a refusal names the row.
import { get, rows } from "./api.js";
import { element, heading, link, table } from "./dom.js";
import { entry } from "./forms.js";
import { labels, points, pointsOf, t } from "./language.js";
import { allUnits } from "./names.js";

/* "0~50=60；50~100=82.5" and the bands it means. */
function bandsOf(text) {
  return text.split(/[;；\n]+/).filter(p => p.trim()).map(part => {
    const m = /^\s*(-?\d+)\s*[~～]\s*(-?\d+)\s*=\s*([\d.]+)\s*$/.exec(part);
    return m ? { from: Number(m[1]), to: Number(m[2]), points: pointsOf(m[3]) } : { from: 0, to: 0, points: 0 };
  });
}

function textOfBands(bands) { return bands.map(b => `${b.from}~${b.to}=${points(b.points)}`).join("；"); }

const words = text => text.split(/[\s,，、;；]+/).filter(Boolean);

function componentColumns() {
  return [{ name: "component", label: t("组成部分"), kind: "choice", options: labels("ScoreComponent"), required: true }, { name: "weight_percent", label: t("权重 %"), kind: "percent" }];
}

function groupColumns() {
  return [{ name: "group_id", label: t("分组编号"), size: "6" }, { name: "name", label: t("分组名称"), size: "10" }, { name: "function", label: t("功能定位"), size: "10" },
    { name: "endowment", label: t("资源禀赋"), size: "8" }, { name: "location", label: t("环境区位"), size: "8" },
    { name: "unit_ids", label: t("单位编码（空格分开）"), size: "28", to: words, from: ids => ids.join(" ") }];
}

function indicatorColumns() {
  return [{ name: "indicator_id", label: t("指标编号"), size: "6" }, { name: "name", label: t("指标名称"), size: "12" },
    { name: "component", label: t("所属部分"), kind: "choice", options: labels("ScoreComponent").filter(([v]) => v !== "INSPECTION") },
    { name: "group_id", label: t("特色分组（空为共性）"), size: "6" }, { name: "weight_percent", label: t("权重 %"), kind: "percent" },
    { name: "method", label: t("计分方法"), kind: "choice", options: labels("ScoringMethod") }, { name: "measure", label: t("计量单位"), size: "4" },
    { name: "target", label: t("目标值"), kind: "number" }, { name: "points_each", label: t("每次扣分"), kind: "points" },
    { name: "bands", label: t("分档（如 0~50=60；50~100=82.5）"), size: "22", to: bandsOf, from: textOfBands },
    { name: "data_owner", label: t("数据责任单位"), size: "8" }, { name: "source", label: t("数据来源"), size: "10" }, { name: "evidence", label: t("佐证要求"), size: "10" },
    { name: "checked_evidence", label: t("佐证须核验"), kind: "flag" }];
}

function vetoColumns() {
  return [{ name: "veto_id", label: t("否决项编号"), size: "6" }, { name: "name", label: t("否决事项"), size: "18" }, { name: "legal_base", label: t("法律依据"), size: "24" }];
}

const FOUR_PARTS = [["PERFORMANCE", 40], ["YEAR_END", 20], ["LEADER", 20], ["INSPECTION", 20]].map(([component, weight_percent]) => ({ component, weight_percent }));

/* 0 stands for "none" in a row; an empty box says the same to people. */
function tidy(i) { return { ...i, target: i.target || undefined, points_each: i.points_each || undefined, bands: i.bands && i.bands.length ? i.bands : undefined }; }

export async function schemeDraft(q) {
  const id = q.get("id") || "", only = { scheme_id: id };
  const [old, groups, indicators, units] = await Promise.all([id ? get("/assessment/schemes/" + encodeURIComponent(id)) : {},
    id ? rows("/assessment/scheme-groups", only) : [], id ? rows("/assessment/scheme-indicators", only) : [], allUnits()]);
  return [
    element("p", link(t("← 全部方案"), "schemes")),
    heading(id ? t("修改草案：{0}", old.title) : t("起草考核方案")),
    element("p", t("每组每一部分的指标权重合计须为 100%；日常督查得分自动计入，不设指标。"), { class: "hint" }),
    entry({
      id: "scheme", title: t("起草考核方案"), submit: t("保存草案"), path: "/assessment/schemes/draft", fixed: id ? { scheme_id: id } : {}, done: a => "#scheme?id=" + a.scheme_id,
      fields: [
        { name: "title", label: t("名称"), size: "40", value: old.title }, { name: "year", label: t("年度"), kind: "number", value: old.year || new Date().getFullYear() },
        { name: "unit_kind", label: t("考核对象类别"), kind: "choice", options: labels("UnitKind"), value: old.unit_kind },
        { name: "components", label: t("组成和权重"), kind: "rows", columns: componentColumns(), value: old.components || FOUR_PARTS },
        { name: "groups", label: t("考核分组"), kind: "rows", columns: groupColumns(), value: groups.map(r => r.group), start: 2 },
        { name: "indicators", label: t("指标"), kind: "rows", columns: indicatorColumns(), value: indicators.map(r => tidy(r.indicator)), start: 3 },
        { name: "vetoes", label: t("一票否决事项"), kind: "rows", columns: vetoColumns(), value: old.vetoes, start: 0 },
        { name: "bonus_cap", label: t("加分上限"), kind: "points", value: old.bonus_cap ?? 300 }, { name: "deduction_cap", label: t("减分上限"), kind: "points", value: old.deduction_cap ?? 500 },
        { name: "acceptance", label: t("数据须逐行验收"), kind: "flag", value: old.acceptance },
      ],
    }),
    units.size ? element("details", [element("summary", t("单位编码表")), table("", [[t("编码"), u => u.unit_id, "code"], [t("单位"), u => u.name], [t("考核分组"), u => u.peer_group]], [...units.values()])]) : "",
  ];
}
