// Paper ballots of an evaluation, entered slip by slip as the tellers read them out; invalid ones too: the box judges and counts them.
import { command } from "./api.js";
import { choice, element, facts, field, heading, link } from "./dom.js";
import { problemLines } from "./forms.js";
import { t } from "./language.js";
import { box, turnouts } from "./wallet.js";

/* What stands on the slip, even where it is too much: any number of options. */
function itemBox(form, target, item) {
  const id = `${target.target_id}-${item.item_id}`;
  const boxes = item.negative ? [[id, t("有此情形"), ""]] : form.options.map(o => [`${id}-${o.option_id}`, o.title, o.option_id]);
  const ticks = boxes.map(([code, title, value]) => {
    const tick = element("input", [], { type: "checkbox", id: code, value });
    return { tick, value, part: element("span", [tick, " ", element("label", title, { for: code })], { class: "option" }) };
  });
  const example = item.negative ? element("input", [], { id: `${id}-example`, maxlength: "300", size: "40", "aria-label": t("具体事例（必填）") }) : null;
  const read = () => {
    const chosen = ticks.filter(x => x.tick.checked);
    if (!chosen.length) return [];
    return [{ target_id: target.target_id, item_id: item.item_id, ...(item.negative ? { example: example.value.trim() } : { option_ids: chosen.map(x => x.value) }) }];
  };
  return { part: element("fieldset", [element("legend", item.title), ...ticks.map(x => x.part), ...(example ? [example] : [])], { class: "item" }), read };
}

function entered(counts) { return t("已录入 {0} 张", counts.reduce((n, c) => n + (c.slips || 0), 0)); }

export async function paper(q) {
  const id = q.get("id") || "", [b, counts] = await Promise.all([box(id), turnouts(id)]);
  const items = b.form.targets.map(target => [target, b.form.items.map(item => itemBox(b.form, target, item))]);
  const status = element("p", entered(counts), { role: "status", class: "tally", id: "slips" }), problem = element("div", [], { class: "notice bad", role: "alert", tabindex: "-1", hidden: "" });
  const which = choice("class", b.form.classes.map(c => [c.class_id, c.title]), "");
  const form = element("form", [field(t("票类"), which), ...items.map(([target, boxes]) => element("section", [element("h3", target.title), ...boxes.map(x => x.part)], { class: "card" })),
    problem, status, element("div", element("button", t("录入这张"), { type: "submit" }))], { id: "slip", class: "ballot", "aria-label": t("纸质选票") });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const button = form.querySelector("button"), chosen = which.value;
    button.disabled = true;
    problem.hidden = true;
    try {
      await command("/ballot/paper", { poll_id: id, ballots: [{ class_id: chosen, marks: items.flatMap(([, boxes]) => boxes.flatMap(x => x.read())) }] });
      form.reset();
      which.value = chosen;
      status.textContent = entered(await turnouts(id));
      which.focus();
    } catch (e) {
      if (!e.problem) throw e;
      problem.replaceChildren(...problemLines(e.problem).map(line => element("p", line)));
      problem.hidden = false;
      problem.focus();
    } finally {
      button.disabled = false;
    }
  });
  return [
    element("p", link(t("← 返回测评"), "poll", { id })),
    heading(t("录入纸质选票：{0}", b.title)),
    facts([[t("截止"), b.closes_on]]),
    element("p", t("按唱票照录，多选、空白的也照录：是否有效由票箱按规则判定。录入后不能更改。"), { class: "hint" }),
    form,
  ];
}
