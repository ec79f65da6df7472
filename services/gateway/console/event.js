// One event as it was recorded: where a derivation ends.
import { get } from "./api.js";
import { element, facts, heading, link, table } from "./dom.js";
import { moment, t } from "./language.js";
import { mayRead } from "./session.js";

/* The id as a link for who may open it, as text for anybody else. */
export function eventLink(id) {
  const isEvent = /^\w+\/\w+\/\d+$/.test(id || "");
  return isEvent && mayRead("/events") ? link(id, "event", { id }) : id || "";
}

function shown(value) {
  if (Array.isArray(value)) return value.length && typeof value[0] === "object" ? rowsOf(value) : value.join(t("、"));
  return value && typeof value === "object" ? bodyOf(value) : String(value);
}

function rowsOf(list) {
  return table("", Object.keys(list[0]).map(name => [name, row => shown(row[name] ?? "")]), list);
}

function bodyOf(body) { return facts(Object.entries(body).map(([name, value]) => [name, shown(value)])); }

export async function event(q) {
  const id = q.get("id") || "", [e] = (await get("/events", { id })).items;
  if (!e) return [heading(t("事件")), element("p", t("没有这个事件，或尚未汇聚。"), { class: "bad" })];
  return [
    heading(t("事件 {0}", id)),
    facts([[t("类型"), e.type], [t("对象"), e.subject], [t("时间"), moment(e.occurred_at)], [t("账号"), e.actor], [t("起因"), e.cause.startsWith("due/") ? e.cause : eventLink(e.cause)],
      [t("汇聚序号"), String(e.merged_sequence)]]),
    e.withheld ? element("p", t("内容属工作秘密，只保存在产生它的服务里，不随事件流发出。"), { class: "hint" }) : bodyOf(e.body || {}),
  ];
}
