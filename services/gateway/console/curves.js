// Rank and score of a unit from quarter to quarter (W3.3): a table with a small line for each item.
import { rowsFor } from "./api.js";
import { choice, element, field, filter, line, table } from "./dom.js";
import { points, t } from "./language.js";
import { session } from "./session.js";

const ALL = "*";                        // the composite, beside the items
const QUARTERS_SHOWN = 8;

function change(p) {
  if (!p.compared) return "";
  const rank = p.rank_change > 0 ? t("，升 {0} 位", p.rank_change) : p.rank_change < 0 ? t("，降 {0} 位", -p.rank_change) : "";
  return `${p.score_change > 0 ? "+" : ""}${points(p.score_change)}${rank}`;
}

function cell(p) {
  if (!p) return "—";
  const moved = change(p);
  return [t("{0}（第 {1}）", points(p.score), p.rank), ...(moved ? [element("span", moved, { class: "meta change" })] : [])];
}

function itemsOf(found) {
  const items = [...new Set(found.map(p => p.item_id))].sort((a, b) => (b === ALL) - (a === ALL) || a.localeCompare(b));
  return items.map(id => {
    const own = found.filter(p => p.item_id === id).sort((a, b) => a.quarter.localeCompare(b.quarter));
    return { name: id === ALL ? t("综合得分") : own[own.length - 1].name, points: own };
  });
}

/* Of one unit, which the reader may choose where he sees several. */
export async function curves(inspection, results, unit, asked) {
  const units = results.map(r => r.unit_id).sort(), own = session().unit_id;
  const chosen = units.includes(asked) ? asked : units.includes(own) ? own : units[0];
  const all = chosen ? await rowsFor("/assessment/inspection-curves", { unit_id: chosen }) : [];
  const quarters = [...new Set(all.map(p => p.quarter))].sort().slice(-QUARTERS_SHOWN), found = all.filter(p => quarters.includes(p.quarter));
  if (!found.length) return [];
  return [
    element("h3", t("逐季走势")),
    units.length > 1 ? filter("inspection", [field(t("单位"), choice("curve-unit", units.map(u => [u, unit(u)]), chosen))], form => ({ id: inspection.inspection_id, unit: form.get("curve-unit") })) : "",
    table(t("{0}：得分、位次和比上一季度的变化", unit(chosen)), [
      [t("督查事项"), i => i.name], ...quarters.map(q => [q, i => cell(i.points.find(p => p.quarter === q)), "number"]),
      [t("走势"), i => line(i.points.map(p => p.score), t("得分由 {0} 到 {1}", points(i.points[0].score), points(i.points[i.points.length - 1].score)))],
    ], itemsOf(found)),
  ];
}
