// A voter's page, made for a phone: fetch a ballot (logged in), fill it in and cast it (no log-in needed), see that it is in the box.
import { rows } from "./api.js";
import { available } from "./blind_rsa.js";
import { element, facts, good, heading, link, warning } from "./dom.js";
import { problemLines } from "./forms.js";
import { label, t, told } from "./language.js";
import { can, session } from "./session.js";
import { Unfit, ballots, board, box, cast, entitlement, fetchToken, forget, isWaiting, offer, offerAgain } from "./wallet.js";


function notice(lines) { return element("div", lines.map((line, i) => element("p", line, i ? { class: "meta" } : {})), { class: "notice bad", role: "alert", tabindex: "-1" }); }

function unfit(e) {
  return e.message === "key" ? t("票箱公布的公钥与发证方公布的不一致，没有领取。请向组织测评的单位反映。") : t("发证方的签名核验不过，凭证未生成。请再试一次；仍不行请向组织测评的单位反映。");
}

/* A button whose work is shown while it lasts, and whose failure is told beside it. */
function doing(text, work) {
  const button = element("button", text, { type: "button" }), place = element("div", button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    place.querySelectorAll(".notice").forEach(n => n.remove());
    try {
      await work();
    } catch (e) {
      if (!e.problem && !(e instanceof Unfit)) throw e;
      const told = notice(e.problem ? problemLines(e.problem) : [unfit(e)]);
      place.append(told);
      told.focus();
    } finally {
      button.disabled = false;
    }
  });
  return place;
}

function again() { window.dispatchEvent(new HashChangeEvent("hashchange")); }

// ---- fetching
async function offerOf(poll) {
  const mine = await entitlement(poll.poll_id);
  if (!mine.class_id) return "";
  const head = [element("h3", poll.title), facts([[t("投票日期"), t("{0} 至 {1}", poll.opens_on, poll.closes_on)], [t("您的票类"), titleOfClass(poll.form, mine.class_id)]])];
  if (mine.paper) return element("section", [...head, element("p", t("您已领取纸质选票，请到现场投票。"))], { class: "card" });
  const here = ballots().some(b => b.poll_id === poll.poll_id && b.stage !== "BLINDED");
  if (mine.issued && !mine.half) return element("section", [...head, element("p", here ? t("您的凭证已领取；本机存有的凭证见下。") : t("您的凭证已领取，存在领取时所用的浏览器里；请用那台设备投票。"))], { class: "card" });
  return element("section", [...head, doing(mine.half ? t("继续领取选票凭证") : t("领取选票凭证"), async () => {
    await fetchToken(poll.poll_id);
    again();
  })], { class: "card", "data-poll": poll.poll_id });
}

function titleOfClass(form, id) { return (form.classes.find(c => c.class_id === id) || { title: id }).title; }

async function offers() {
  if (!session()) return element("p", [t("领取凭证须登录。"), " ", link(t("登录后领取"), "token")]);
  if (!can("cadre")) return element("p", t("您的账号没有“干部本人”角色，不能领取选票凭证；请用本人账号登录。"), { class: "hint" });
  const open = (await rows("/assessment/polls")).filter(p => ["READY", "VOTING"].includes(p.state));
  const shown = (await Promise.all(open.map(offerOf))).filter(Boolean);
  return shown.length ? element("section", shown) : element("p", t("没有等您领取凭证的测评。"), { class: "hint" });
}

// ---- what this browser holds
function stageOf(one, place) {
  if (one.refused) return warning(t("未收下：{0}", told(one.refused.title, one.refused.en)));
  switch (one.stage) {
    case "TOKEN": return t("凭证在本机，尚未投票");
    case "CAST": return one.leaf ? good(t("已投入票箱；截止后计票，叶子列上公示板，届时再打开本页确认")) : t("已投出，尚无回执；本页会自动再次提交，请勿清除浏览器数据");
    default: return good(place ? t("已计入，公示板第 {0} 号", place.number) : t("已计入；叶子即将列上公示板"));
  }
}

/* Of one look at the page: every box and board is asked for once. */
function once(f) {
  const asked = new Map();
  return id => {
    if (!asked.has(id)) asked.set(id, f(id));
    return asked.get(id);
  };
}

const counted = new Set();             // ballots of closed boxes that this page has offered for the last time

/* The box is tallied: the ballot is counted by now, and what comes of it is shown when it is told. */
function ask(one) {
  if (counted.has(one.id) || !isWaiting(one.id)) return;
  counted.add(one.id);
  offer(one).catch(() => counted.delete(one.id));
}

async function holding(one, boxOf, boardOf) {
  const b = await boxOf(one.poll_id);
  if (one.stage === "CAST" && !one.refused && ["TALLIED", "SEALED"].includes(b.state)) ask(one);
  const place = one.stage === "FINAL" ? (await boardOf(one.poll_id)).find(r => r.leaf === one.leaf) : null;
  return element("section", [element("h3", b.title), facts([[t("票类"), titleOfClass(b.form, one.class_id)], [t("投票日期"), t("{0} 至 {1}", b.opens_on, b.closes_on)], [t("状态"), stageOf(one, place)], [t("叶子"), one.leaf]]),
    ...(one.stage === "TOKEN" ? [b.state === "OPEN" ? element("p", link(t("填写选票"), "vote", { ballot: one.id }, { class: "button" })) : element("p", label("BoxState", b.state), { class: "hint" })] : []),
    ...(one.stage === "CAST" ? [doing(t("现在再次提交"), () => offer(one))] : []),
    ...(one.stage === "FINAL" ? [doing(t("从本机删去这条记录"), () => forget(one.id))] : []),
  ], { class: "card", "data-stage": one.stage });
}

async function holdings() {
  const whole = ballots().filter(b => b.stage !== "BLINDED"), boxOf = once(box), boardOf = once(board);
  return whole.length ? Promise.all(whole.map(one => holding(one, boxOf, boardOf))) : [element("p", t("本机没有选票凭证。"), { class: "hint" })];
}

/* The part that changes by itself while ballots are offered again: looked at anew one time after the other, however many change at once. */
async function living() {
  const place = element("section", await holdings(), { "aria-live": "polite", id: "holdings" });
  let looking = false, changed = false;
  const update = async () => {
    if (!place.isConnected) return window.removeEventListener("ballots", update);
    changed = true;
    if (looking) return;
    looking = true;
    try {
      while (changed) {
        changed = false;
        place.replaceChildren(...await holdings());
      }
    } finally {
      looking = false;
    }
  };
  window.addEventListener("ballots", update);
  return place;
}

// ---- the ballot itself
function optionsOf(form, target, item, marks) {
  return form.options.map(o => {
    const box = element("input", [], { type: "radio", id: `${target}-${item.item_id}-${o.option_id}`, name: `${target} ${item.item_id}`, value: o.option_id });
    box.addEventListener("change", () => marks.choose(target, item, o));
    return element("span", [box, " ", element("label", o.title, { for: box.id })], { class: "option" });
  });
}

function negative(target, item, marks) {
  const id = `${target}-${item.item_id}`;
  const tick = element("input", [], { type: "checkbox", id, name: `${target} ${item.item_id}` });
  const example = element("textarea", "", { id: `${id}-example`, rows: "2", maxlength: "300" });
  const room = element("div", [element("label", t("具体事例（必填）"), { for: example.id }), example], { class: "example", hidden: "" });
  const set = () => {
    room.hidden = !tick.checked;
    marks.tick(target, item, tick.checked, example);
  };
  tick.addEventListener("change", set);
  example.addEventListener("input", set);
  return [element("span", [tick, " ", element("label", t("有此情形"), { for: id })], { class: "option" }), room];
}

/* What the voter has marked so far, and what the rules of the form say to it. */
function sheet(b, tally) {
  const chosen = new Map(), ticked = new Map(), form = b.form;
  const positive = form.items.filter(i => !i.negative).length * form.targets.length;
  const name = (target, item) => `${form.targets.find(x => x.target_id === target).title}${t("·")}${item.title}`;
  const blank = () => positive - chosen.size;
  const show = () => { tally.textContent = t("已填 {0} 项，空白 {1} 项", chosen.size + ticked.size, blank()); };
  show();
  return {
    choose(target, item, option) { chosen.set(`${target} ${item.item_id}`, { target, item, option }); show(); },
    tick(target, item, on, example) {
      if (on) ticked.set(`${target} ${item.item_id}`, { target, item, example }); else ticked.delete(`${target} ${item.item_id}`);
      show();
    },
    list() {
      return [...[...chosen.values()].map(c => ({ target_id: c.target, item_id: c.item.item_id, option_ids: [c.option.option_id] })),
        ...[...ticked.values()].map(x => ({ target_id: x.target, item_id: x.item.item_id, example: x.example.value.trim() }))];
    },
    /* [sentence, element] of everything the box would refuse. */
    faults() {
      const found = [];
      for (const x of ticked.values()) if (!x.example.value.trim()) found.push([t("{0}：反向选项须写明具体事例（民主测评 反向测评）", name(x.target, x.item)), x.example]);
      for (const item of form.items) {
        const many = [...chosen.values()].filter(c => c.item === item && c.option.excellent).length;
        if (form.excellent_max && many > form.excellent_max) found.push([t("{0}：优秀 {1} 个，超过限额 {2} 个", item.title, many, form.excellent_max), null]);
      }
      const { blank_numerator: n, blank_denominator: d } = b.thresholds;
      if (blank() * d > positive * n) found.push([t("空白 {0} 项，超过 {1}/{2}，选票无效（EVALUATION.BLANK_MAX）", blank(), n, d), null]);
      return found;
    },
  };
}

function itemsOf(b, target, marks) {
  const aspects = [...new Set(b.form.items.map(i => i.aspect || ""))];
  return aspects.flatMap(aspect => [...(aspect ? [element("h4", aspect)] : []), ...b.form.items.filter(i => (i.aspect || "") === aspect).map(item =>
    element("fieldset", [element("legend", item.title), ...(item.negative ? negative(target.target_id, item, marks) : optionsOf(b.form, target.target_id, item, marks))], { class: "item" }))]);
}

async function paper(one) {
  const b = await box(one.poll_id), tally = element("p", "", { class: "tally", role: "status" }), marks = sheet(b, tally);
  const problem = element("div", [], { class: "notice bad", role: "alert", tabindex: "-1", hidden: "" });
  const tell = lines => {
    problem.replaceChildren(...lines.map(line => element("p", line)));
    problem.hidden = false;
    problem.focus();
  };
  const send = async () => {
    const faults = marks.faults();
    problem.hidden = true;
    document.querySelectorAll(".example [aria-invalid]").forEach(e => e.removeAttribute("aria-invalid"));
    if (faults.length) {
      faults.forEach(([, e]) => e && e.setAttribute("aria-invalid", "true"));
      return tell(faults.map(([words]) => words));
    }
    try {
      await cast(one, marks.list());
    } catch (e) {
      if (!e.problem) throw e;
      return tell(problemLines(e.problem));
    }
    offerAgain();
    location.hash = "#vote";
  };
  const form = element("form", [...b.form.targets.map(target => element("section", [element("h3", target.title), ...itemsOf(b, target, marks)], { class: "card" })),
    tally, problem, element("div", element("button", t("投票"), { type: "submit" }))], { id: "ballot", class: "ballot", "aria-label": t("选票") });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    await send().finally(() => { button.disabled = false; });
  });
  return [heading(b.title), facts([[t("票类"), titleOfClass(b.form, one.class_id)], [t("截止"), b.closes_on], [t("优秀限额"), b.form.excellent_max ? t("每项至多 {0} 个", b.form.excellent_max) : ""]]),
    element("p", t("本页提交时不带登录信息；投出后不能更改。"), { class: "hint" }), form];
}

export async function vote(q) {
  const one = ballots().find(b => b.id === q.get("ballot") && b.stage === "TOKEN");
  if (one) return paper(one);
  if (!available()) return [heading(t("投票")), element("p", t("浏览器只在 https 或本机地址下提供生成凭证所需的密码功能；请用 https 打开本站，或请管理员开通。"), { class: "notice bad" })];
  return [
    heading(t("投票")),
    element("p", t("凭证由本机生成并经发证方盲签：发证方不知道凭证是哪一张，票箱不知道凭证是谁的。领取后可退出登录，隔几天、换个网络再投。"), { class: "hint" }),
    await offers(),
    element("h3", t("本机的选票")),
    await living(),
  ];
}
