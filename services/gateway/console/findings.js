// Whose merit or fault a finding of an inspection is (W3.3): for officers beside the inspection, for the person on his own page.
import { rows, rowsFor } from "./api.js";
import { element, table, warning } from "./dom.js";
import { actions } from "./forms.js";
import { day, label, labels, t } from "./language.js";
import { cadreNames } from "./names.js";
import { can } from "./session.js";


export function findingsOf(inspection_id) { return rowsFor("/assessment/finding-persons", { inspection_id }); }

function stateOf(p) { return p.state === "WITHDRAWN" ? warning(label("FindingPersonState", p.state)) : label("FindingPersonState", p.state); }

function columns() {
  return [[t("发现"), p => label("FindingKind", p.kind)], [t("责任"), p => label("FindingRole", p.role)], [t("事实"), p => p.sentence], [t("发现日期"), p => day(p.found_on), "number"], [t("状态"), stateOf],
    [t("撤回理由"), p => p.reason]];
}

export async function findingTable(persons, unit) {
  if (!persons.length) return "";
  const name = await cadreNames(persons.map(p => p.cadre_id));
  return table(t("督查发现关联到人"), [[t("单位"), p => unit(p.unit_id)], [t("干部"), p => name(p.cadre_id)], ...columns()], persons);
}

/* What can be done about the findings of a published inspection. */
export function findingActions(i, items, units, rectifications, about, persons) {
  const live = persons.filter(p => p.state !== "WITHDRAWN"), one = state => live.filter(p => p.state === state);
  const link = (list, more) => [{ name: "link_id", label: t("关联"), kind: "choice", options: list.map(p => [p.link_id, `${p.cadre_id} ${p.sentence}`]) }, ...more];
  return [
    { id: "link-finding", title: t("督查发现关联到人"), when: i.state === "PUBLISHED", quiet: true, path: "/assessment/finding-persons/link", fixed: { inspection_id: i.inspection_id },
      fields: [{ name: "kind", label: t("发现"), kind: "choice", options: labels("FindingKind") }, { name: "rectification_id", label: t("整改事项（问题）"), kind: "choice", options: rectifications.map(about) },
        { name: "unit_id", label: t("单位（好的做法）"), kind: "choice", options: units }, { name: "item_id", label: t("督查事项（好的做法）"), kind: "choice", options: items },
        { name: "cadre_id", label: t("干部编码"), kind: "text" }, { name: "role", label: t("责任"), kind: "choice", options: labels("FindingRole") }, { name: "sentence", label: t("一句话事实"), kind: "area" },
        { name: "found_on", label: t("发现日期"), kind: "date" }, { name: "behavior", label: t("表现（问题）"), kind: "choice", options: labels("BehaviorKind") }] },
    { id: "tell-finding", title: t("告知本人"), when: one("LINKED").length > 0, path: "/assessment/finding-persons/tell",
      fields: link(one("LINKED"), [{ name: "told_on", label: t("告知日期"), kind: "date" }]) },
    { id: "confirm-finding", title: t("复核确认，作为依据"), when: one("TOLD").length > 0, path: "/assessment/finding-persons/confirm", fields: link(one("TOLD"), []) },
    { id: "withdraw-finding", title: t("撤回关联"), when: live.length > 0, quiet: true, path: "/assessment/finding-persons/withdraw",
      fields: link(live, [{ name: "reason", label: t("撤回理由"), kind: "area" }]) },
  ];
}

/* On his own page: what was found, and his say while it is not yet confirmed. */
export async function ownFindings(cadre_id) {
  const own = can("cadre") ? await rows("/assessment/finding-persons", { cadre_id }) : [], open = own.filter(p => p.state === "TOLD" && !p.answered);
  if (!own.length) return [];
  return [
    element("h3", t("督查发现与本人")),
    table("", [...columns(), [t("说明期限"), p => day(p.answer_by), "number"]], own),
    actions([{ id: "answer-finding", title: t("本人说明"), when: open.length > 0, path: "/assessment/finding-persons/answer",
      fields: [{ name: "link_id", label: t("发现"), kind: "choice", options: open.map(p => [p.link_id, p.sentence]) }, { name: "statement", label: t("说明"), kind: "area" }] }]),
  ];
}
