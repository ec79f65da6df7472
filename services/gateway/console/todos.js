// What waits for the reader, soonest first. Matters that have a page of their own lead to it.
import { get } from "./api.js";
import { element, heading, link, pager, table } from "./dom.js";
import { day, t } from "./language.js";

const PAGE_ROWS = 100;
// kind of a to-do -> the page of its matter
const PLACES = { inspection_publish: "inspection", special_list: "list", list_rejudgement: "list", scheme_consultation: "scheme", scoring_data: "scheme" };

function matter(i) {
  return PLACES[i.kind] ? link(i.matter_id, PLACES[i.kind], { id: i.matter_id }) : i.matter_id;
}

export async function todos(q) {
  const after = q.get("after") || "";
  const page = await get("/todos", { limit: PAGE_ROWS, after });
  return [
    heading(t("待办（{0}）", page.total)),
    page.items.length ? table(t("先到期的在前"), [
      [t("期限"), i => i.overdue ? [day(i.due_on) + " ", element("span", t("逾期"), { class: "bad" })] : day(i.due_on), "number"],
      [t("事项"), i => i.zh],
      [t("对象"), i => i.subject_kind === "cadre" ? link(i.subject_name || i.subject, "dossier", { id: i.subject }) : i.subject_name || i.subject],
      [t("办理"), i => i.role_zh], [t("编号"), matter, "code"],
    ], page.items) : element("p", t("没有等您办理的事项。"), { class: "good" }),
    pager("todos", { after }, page.next),
  ];
}
