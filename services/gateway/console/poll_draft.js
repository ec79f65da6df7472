// Drafting a democratic evaluation: options, items, who is evaluated, voter classes.
import { get } from "./api.js";
import { element, heading, link } from "./dom.js";
import { entry } from "./forms.js";
import { t } from "./language.js";

const FORM = ["options", "items", "targets", "classes", "excellent_max", "paper"];

function usualOptions() {
  return [{ option_id: "excellent", title: "优秀", points: 10000, excellent: true }, { option_id: "good", title: "良好", points: 8000 }, { option_id: "fair", title: "一般", points: 6000 },
    { option_id: "abstain", title: "弃权", abstain: true }];
}

/* The command holds the form as a message of its own. */
function asCommand(body) {
  const form = Object.fromEntries(FORM.filter(n => body[n] !== undefined).map(n => [n, body[n]]));
  return { title: body.title, opens_on: body.opens_on, closes_on: body.closes_on, form };
}

/* `from`: the evaluation whose form this one begins with. */
export async function pollDraft(q) {
  const from = q.get("from"), old = from ? await get("/assessment/polls/" + encodeURIComponent(from)) : { form: {} };
  const id = { name: "option_id", label: t("编号"), size: "8" }, title = { name: "title", label: t("名称"), size: "20" };
  return [
    element("p", link(t("← 全部测评"), "polls")),
    heading(t("拟订民主测评")),
    element("p", t("反向指标只勾选，勾选须写明具体事例；各票类权重合计须为 100%；被测评人不得列入参评名单。"), { class: "hint" }),
    entry({
      id: "poll", title: t("拟订民主测评"), submit: t("保存"), path: "/assessment/polls/draft", body: asCommand, done: a => "#poll?id=" + a.poll_id,
      fields: [
        { name: "title", label: t("名称"), size: "30", value: old.title }, { name: "opens_on", label: t("开始日期"), kind: "date" }, { name: "closes_on", label: t("截止日期"), kind: "date" },
        { name: "options", label: t("选项"), kind: "rows", value: old.form.options || usualOptions(), columns: [id, title, { name: "points", label: t("分值"), kind: "points" }, { name: "abstain", label: t("弃权"), kind: "flag" }, { name: "excellent", label: t("优秀"), kind: "flag" }] },
        { name: "items", label: t("指标"), kind: "rows", value: old.form.items, start: 3, columns: [{ ...id, name: "item_id" }, title, { name: "aspect", label: t("方面"), size: "10" }, { name: "negative", label: t("反向"), kind: "flag" }] },
        { name: "targets", label: t("测评对象"), kind: "rows", value: old.form.targets, start: 3, columns: [{ ...id, name: "target_id", label: t("编码（干部或单位）") }, { ...title, label: t("名称") }] },
        { name: "classes", label: t("票类"), kind: "rows", value: old.form.classes, start: 2, columns: [{ ...id, name: "class_id" }, title, { name: "weight_percent", label: t("权重 %"), kind: "percent" }] },
        { name: "excellent_max", label: t("优秀限额（0 为不限）"), kind: "number", value: old.form.excellent_max || 0 }, { name: "paper", label: t("另设纸质选票"), kind: "flag", value: old.form.paper },
      ],
    }),
  ];
}
