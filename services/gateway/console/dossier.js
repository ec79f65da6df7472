// The dossier of one person: who he is, what bars him, what happened.
import { get } from "./api.js";
import { element, facts, field, filter, heading, link, pager, table } from "./dom.js";
import { ownFindings } from "./findings.js";
import { t } from "./language.js";
import { ownPlaces } from "./own_places.js";
import { isCadreAlone, mayRead, session } from "./session.js";

const PAGE_ROWS = 100;

/* Who is here as himself alone has no other dossier to ask for. */
export function dossierFilter(id) {
  if (isCadreAlone()) return "";
  const input = element("input", [], { id: "cadre", name: "cadre", size: "24", value: id, maxlength: "64", autocomplete: "off", spellcheck: "false" });
  return filter("dossier", [field(t("干部编码"), input)], form => ({ id: form.get("cadre").trim() }));
}

function barState(d) {
  return d.barred ? element("p", t("有限制在影响期内或有未了结事项，暂不得提拔、晋升职级、评先评优。"), { class: "bad" }) :
    element("p", t("当前没有限制。"), { class: "good" });
}

export async function dossier(q) {
  const id = q.get("id") || session().cadre_id;
  if (!id) return [heading(t("干部档案")), dossierFilter(""), element("p", t("输入干部编码；也可以从报告的数字或待办里点开。"), { class: "hint" })];
  const after = q.get("after") || "";
  const d = await get("/dossiers/" + encodeURIComponent(id), { limit: PAGE_ROWS, after });
  return [
    dossierFilter(id),
    heading(d.name),
    facts([[t("单位"), d.unit_name], [t("职务"), d.post_title], [t("职务层次"), d.level_zh], [t("职级"), d.rank_zh], [t("管理权限"), d.authority], [t("编码"), d.cadre_id], [t("截至"), d.as_of]]),
    barState(d),
    ...(d.bars.length ? [table(t("限制"), [
      [t("事由"), b => b.ground_zh], [t("自"), b => b.from_on, "number"], [t("至"), b => b.until_on || t("长期"), "number"],
      [t("状态"), b => [b.in_force ? t("有效") : t("未生效或已过"), b.provisional ? t("（暂定）") : ""].join("")],
    ], d.bars)] : []),
    mayRead("/dossiers") ? element("p", [link(t("与他人并列比较"), "compare", { ids: id }), " ", link(t("对此人办理"), "matters", { cadre_id: id })]) : "",
    ...(id === session().cadre_id ? [...await ownPlaces(id), ...await ownFindings(id)] : []),
    element("h3", t("经历")),
    table(d.timeline.length ? "" : t("没有记录"), [[t("日期"), e => e.on_day, "number"], [t("事项"), e => e.zh], [t("事件"), e => e.event_id, "code"]], d.timeline),
    pager("dossier", { id, after }, d.next),
  ];
}
