// What waits for the reader, soonest first. Matters that have a page of their own lead to it.
import { get } from "./api.js";
import { element, heading, link, pager, table } from "./dom.js";
import { day, t } from "./language.js";
import { contract } from "./terms.js";

const PAGE_ROWS = 100;
// kind of a to-do -> the page of its matter
const PLACES = { inspection_publish: "inspection", special_list: "list", list_rejudgement: "list", scheme_consultation: "scheme", scoring_data: "scheme" };

/* To its page, else to what can be done with it. */
function matter(todos, i) {
  return PLACES[i.kind] ? link(i.matter_id, PLACES[i.kind], { id: i.matter_id }) : todos[i.kind] ? link(i.matter_id, "matters", { [todos[i.kind]]: i.matter_id }) : i.matter_id;
}

/* How far the due day is; marked on a reminder day. */
function remaining(i) {
  if (!i.due_on) return "—";
  const words = i.overdue ? t("逾期 {0} 天", -i.days_left) : i.days_left ? t("剩 {0} 天", i.days_left) : t("今天到期");
  return i.reminded ? element("strong", words) : words;
}

export async function todos(q) {
  const after = q.get("after") || "";
  const { TODOS } = await contract();
  const page = await get("/todos", { limit: PAGE_ROWS, after }), digest = await get("/todos/digest");
  return [
    heading(t("待办（{0}）", page.total)),
    element("p", t("今日提醒 {0} 项：逾期 {1} 项，今天到期 {2} 项", digest.reminded, digest.overdue, digest.due_today), { class: "hint", id: "digest" }),
    page.items.length ? table(t("先到期的在前"), [
      [t("期限"), i => i.overdue ? [day(i.due_on) + " ", element("span", t("逾期"), { class: "bad" })] : day(i.due_on), "number"],
      [t("还有"), remaining], [t("事项"), i => i.zh],
      [t("对象"), i => i.subject_kind === "cadre" ? link(i.subject_name || i.subject, "dossier", { id: i.subject }) : i.subject_name || i.subject],
      [t("办理"), i => i.role_zh], [t("编号"), i => matter(TODOS, i), "code"],
    ], page.items) : element("p", t("没有等您办理的事项。"), { class: "good" }),
    pager("todos", { after }, page.next),
  ];
}
