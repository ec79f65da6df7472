// The annual work report, and the records behind each of its figures. The report itself is an official text: it stays Chinese.
import { API, ask } from "./api.js";
import { choice, element, field, filter, heading, link, pager, printButton, table } from "./dom.js";
import { moment, t } from "./language.js";

const PAGE_ROWS = 100;

function scopeOf(q) {
  return Object.fromEntries(["year", "quarter", "from", "to", "region", "unit"].map(n => [n, q.get(n)]).filter(([, v]) => v));
}

function reportFilter(q, r) {
  const year = Number(r.from.slice(0, 4)), now = Number(r.as_of.slice(0, 4));
  const years = [...new Set([now, now - 1, now - 2, now - 3, now - 4, year])].sort((a, b) => b - a);
  const quarter = q.get("quarter") ? q.get("quarter").slice(4) : "";
  const places = [["", r.places.length > 1 ? t("全部") : r.region_name], ...(r.places.length > 1 ? r.places.map(p => [p.region, p.name]) : [])];
  const unit = element("input", [], { id: "unit", name: "unit", size: "12", value: q.get("unit") || "", placeholder: t("可空"), autocomplete: "off" });
  return filter("report", [
    field(t("年度"), choice("year", years.map(y => [String(y), t("{0}年", y)]), String(year))),
    field(t("期间"), choice("quarter", [["", t("全年")], ["Q1", t("一季度")], ["Q2", t("二季度")], ["Q3", t("三季度")], ["Q4", t("四季度")]], quarter)),
    field(t("地区"), choice("region", places, q.get("region") || "")),
    field(t("单位编码"), unit),
  ], form => ({
    ...(form.get("quarter") ? { quarter: form.get("year") + form.get("quarter") } : { year: form.get("year") }),
    region: form.get("region"), unit: form.get("unit").trim(),
  }));
}

function figureLink(f, text) {
  return link(text, "figure", { id: f.id, ...Object.fromEntries(new URL(f.href, location.origin).searchParams) }, {
    class: "figure", "data-figure": f.id, title: `${f.zh}：${f.formula}`, "aria-label": t("{0}{1}，{2}，查看{3}条记录", f.value, f.unit, f.zh, f.rows),
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

export async function report(q) {
  const r = await ask(`${API}/report?` + new URLSearchParams(scopeOf(q)));
  const figures = r.sections.flatMap(s => s.lines.flatMap(l => l.figures));
  const meta = t("{0} 至 {1} · 截至 {2} · 已汇聚事件 {3} · 口径第 {4} 版", r.from, lastDay(r.to), moment(r.as_of), r.as_of_sequence, r.formula_version);
  return [
    reportFilter(q, r),
    element("div", [
      heading(`${r.region_name}${r.title}`),
      element("p", `${meta} · ${r.classification}`, { class: "meta" }),
      ...r.sections.flatMap(s => [element("h3", s.title), ...s.lines.map(lineOf)]),
    ], { class: "report", lang: "zh-CN" }),
    element("details", [element("summary", t("各项数字的口径")), table(t("点数字看其所数的记录"), [
      [t("编号"), f => f.id, "code"], [t("指标"), f => f.zh], [t("数值"), f => figureLink(f, `${f.value} ${f.unit}`), "number"], [t("口径"), f => f.formula],
    ], figures)]),
    printButton(),
  ];
}

export async function figure(q) {
  const id = q.get("id") || "", scope = scopeOf(q), after = q.get("after") || "";
  const page = await ask(`${API}/report/figures/${encodeURIComponent(id)}?` + new URLSearchParams({ ...scope, limit: PAGE_ROWS, ...(after ? { after } : {}) }));
  const f = page.figure, people = page.records.some(r => r.person_id), details = page.records.some(r => r.detail);
  return [
    element("p", link(t("← 返回报告"), "report", scope)),
    heading(`${f.zh}：${f.value} ${f.unit}`),
    element("p", t("口径：{0} · 共 {1} 条记录", f.formula, f.rows), { class: "meta" }),
    table(page.records.length ? "" : t("没有记录"), [
      [t("日期"), r => r.on_day, "number"],
      ...(people ? [[t("干部"), r => r.person_id && link(r.person_name || r.person_id, "dossier", { id: r.person_id })]] : []),
      [t("单位"), r => r.unit_name || r.unit_id],
      ...(details ? [[t("情形"), r => r.detail_zh || r.detail]] : []),
      [t("事项"), r => r.item_id, "code"], [t("事件"), r => r.event_id, "code"],
    ], page.records),
    pager("figure", { id, ...scope, after }, page.next),
  ];
}
