// Entry: forms that send one command each, and show a refusal at the field and row it names.
//
// A field is { name, label, kind, ... }:
//   text (suggest: a datalist), area, date, number, points (0.01), percent, flag, file (as base64), choice (options), many (options, any of them), rows (columns),
//   grid (lines, columns: points in every cell)
// `rows` is a table of fields of its own (`cards`: each row spread over lines); refusals name the row by its number. A grid sends the cells that were changed.
import { command } from "./api.js";
import { element, field as labelled } from "./dom.js";
import { POINTS, points, pointsOf, t, told } from "./language.js";
import { maySend, senders } from "./session.js";

const ERRORS_SHOWN = 12;
const MANY_LISTED = 30;        // more choices than these are searched
let serial = 0;
let onDone = () => {};
export function afterCommand(f) { onDone = f; }

// ---- one field
/* What was chosen is read at once, so that it is there when the form is sent. */
function fileInput(attributes) {
  const e = element("input", [], { type: "file", ...attributes });
  e.addEventListener("change", () => {
    const reader = new FileReader();
    e.base64 = undefined;
    reader.addEventListener("load", () => { e.base64 = reader.result.split(",")[1]; });
    if (e.files[0]) reader.readAsDataURL(e.files[0]);
  });
  return e;
}

function input(f, id) {
  const attributes = { id, name: f.name, ...(f.max ? { maxlength: f.max } : {}), ...(f.required ? { "aria-required": "true" } : {}) };
  switch (f.kind) {
    case "area": return element("textarea", f.value || "", { rows: f.lines || 3, ...attributes });
    case "date": return element("input", [], { type: "date", value: f.value || "", ...attributes });
    case "number": case "percent": return element("input", [], { inputmode: "numeric", pattern: "-?[0-9]{1,13}", size: "6", value: f.value ?? "", ...attributes });
    case "points": return element("input", [], { inputmode: "decimal", pattern: POINTS, size: "6", value: points(f.value), ...attributes });
    case "flag": return element("input", [], { type: "checkbox", ...(f.value ? { checked: "" } : {}), ...attributes });
    case "choice": return element("select", [...(f.required && f.value ? [] : [["", t("请选择")]]), ...f.options].map(([value, text]) =>
      element("option", text, { value, ...(value === String(f.value ?? "") ? { selected: "" } : {}) })), attributes);
    case "file": return fileInput(attributes);
    default: return element("input", [], { value: f.value ?? "", list: f.suggest, autocomplete: "off", size: f.size || "16", ...attributes });
  }
}

function valueOf(f, e) {
  switch (f.kind) {
    case "file": return e.base64;
    case "number": case "percent": return e.value.trim() === "" ? undefined : Number(e.value);
    case "points": return e.value.trim() === "" ? undefined : pointsOf(e.value);
    case "flag": return e.checked;
    default: return e.value.trim() === "" ? undefined : e.value.trim();
  }
}

/* What a field adds to the body: f.to turns it into what the command takes. */
function put(body, f, value) {
  const made = f.to && value !== undefined ? f.to(value) : value;
  if (made !== undefined) body[f.name] = made;
}

// ---- any number of choices
/* Among many: those whose name holds what is typed, all of these at once, and how many are chosen. */
function finder(boxes, id) {
  const find = element("input", [], { id, type: "search", size: "16", autocomplete: "off" }), chosen = element("span", "", { role: "status" });
  const listed = () => boxes.filter(b => !b.hidden).map(b => b.querySelector("input"));
  const count = () => { chosen.textContent = t("已选 {0} 项，共 {1} 项", boxes.filter(b => b.querySelector("input").checked).length, boxes.length); };
  const all = (words, on) => {
    const button = element("button", words, { type: "button", class: "small" });
    button.addEventListener("click", () => {
      for (const e of listed()) e.checked = on;
      count();
    });
    return button;
  };
  find.addEventListener("input", () => { for (const b of boxes) b.hidden = !b.textContent.includes(find.value.trim()); });
  for (const b of boxes) b.addEventListener("change", count);
  count();
  return element("p", [element("label", t("查找"), { for: id }), " ", find, " ", all(t("选中所列"), true), " ", all(t("取消所列"), false), " ", chosen], { class: "hint" });
}

function manyField(f, id) {
  const boxes = f.options.map(([value, text], i) => {
    const box = element("input", [], { type: "checkbox", id: `${id}-${i}`, name: f.name, value, ...((f.value || []).includes(value) ? { checked: "" } : {}) });
    return element("span", [box, " ", element("label", text, { for: box.id })], { class: "one-of-many" });
  });
  const box = element("fieldset", [element("legend", f.label), ...(boxes.length > MANY_LISTED ? [finder(boxes, `${id}-find`)] : []), element("div", boxes, { class: "listed" })], { class: "many", tabindex: "-1" });
  return { box, read: () => [...box.querySelectorAll("input:checked")].map(e => e.value) };
}

// ---- rows
function rowsField(f, id) {
  const head = element("tr", [element("th", "#", { scope: "col" }), ...f.columns.map(c => element("th", c.label, { scope: "col" })), element("th", "", { scope: "col" })]);
  const body = element("tbody", []);
  const lines = [];
  const add = (values = {}) => {
    const n = ++serial;
    const cells = f.columns.map(c => {
      const e = input({ ...c, value: values[c.name] === undefined ? c.value : c.from ? c.from(values[c.name]) : values[c.name] }, `${id}-${n}-${c.name}`);
      e.setAttribute("aria-label", c.label);
      return [c, e];
    });
    const remove = element("button", t("删去"), { type: "button", class: "small" });
    const row = element("tr", [element("td", "", { class: "ordinal" }), ...cells.map(([c, e]) => element("td", e, { "data-label": c.label })), element("td", remove)]);
    const line = { row, cells };
    remove.addEventListener("click", () => {
      lines.splice(lines.indexOf(line), 1);
      row.remove();
      number();
    });
    lines.push(line);
    body.append(row);
    number();
  };
  const number = () => lines.forEach((line, i) => { line.row.firstChild.textContent = String(i + 1); });
  const more = element("button", t("加一行"), { type: "button", class: "small", "data-add": f.name });
  more.addEventListener("click", () => add());
  (f.value && f.value.length ? f.value : Array(f.start ?? 1).fill({})).forEach(add);
  const box = element("fieldset", [element("legend", f.label), ...(f.hint ? [element("p", f.hint, { class: "hint" })] : []),
    element("table", [element("thead", head), body], { class: "entry" }), more], { class: f.cards ? "rows cards" : "rows", "data-rows": f.name, tabindex: "-1" });
  const read = () => lines.map(line => {
    const one = {};
    line.cells.forEach(([c, e]) => put(one, c, valueOf(c, e)));
    return one;
  });
  return { box, read, line: n => lines[n] };
}

// ---- a grid of points
/* { lines, columns: [code, name], value(line, column), made(line, column, points) }: one of what `made` returns for each changed cell. */
function gridField(f, id) {
  let sent = [];
  const cells = [];
  const body = f.lines.map(([line, name]) => {
    const row = element("tr", [element("th", name, { scope: "row" }), ...f.columns.map(([column, title]) => {
      const was = points(f.value(line, column));
      const e = input({ name: f.name, kind: "points", value: f.value(line, column) }, `${id}-${line}-${column}`);
      e.setAttribute("aria-label", `${name} ${title}`);
      cells.push({ line, column, was, e, row: () => row });
      return element("td", e, { "data-label": title });
    })]);
    return row;
  });
  const box = element("fieldset", [element("legend", f.label), ...(f.hint ? [element("p", f.hint, { class: "hint" })] : []), element("table", [
    element("thead", element("tr", [element("th", f.corner, { scope: "col" }), ...f.columns.map(([, title]) => element("th", title, { scope: "col" }))])),
    element("tbody", body)], { class: "entry" })], { class: "rows", tabindex: "-1" });
  const read = () => {
    sent = cells.filter(c => c.e.value.trim() !== "" && c.e.value.trim() !== c.was);
    return sent.map(c => f.made(c.line, c.column, pointsOf(c.e.value)));
  };
  return { box, read, line: n => sent[n] && { row: sent[n].row(), cells: [[{}, sent[n].e]] } };
}

// ---- refusals
/* "indicators.bands[3]", row 3; "scores[0].score"; "form.classes": [name, row counted from 0 or -1, inner name]. */
function place(error) {
  const m = /^(?:form\.)?(\w+)(?:\[(\d+)\])?(?:\.(\w+))?/.exec(error.field || "") || [];
  const row = error.row ? error.row - 1 : m[2] !== undefined ? Number(m[2]) : -1;
  return [m[1], row, m[3]];
}

function sentence(error) {
  return [error.row ? t("第 {0} 行", error.row) : "", told(error.label, error.field) || error.field, told(error.zh, error.en), error.value].filter(Boolean).join(t("："));
}

/* What a problem says: sentence, rule, fields and rows at fault, how many more there are, code. */
export function problemLines(p) {
  const errors = p.errors || [], more = errors.length - ERRORS_SHOWN;
  return [told(p.title, p.en) || t("出错了"), ...(p.rule ? [t("依据：{0}", p.rule)] : []), ...errors.slice(0, ERRORS_SHOWN).map(sentence), ...(more > 0 ? [t("另有 {0} 处", more)] : []), ...(p.code ? [t("代码 {0}", p.code)] : [])];
}

function mark(where, text) {
  const note = element("p", text, { class: "wrong", id: `wrong-${++serial}` });
  where.after(note);
  where.setAttribute("aria-invalid", "true");
  where.setAttribute("aria-describedby", note.id);
}

function markAll(known, errors) {
  for (const error of errors) {
    const [name, row, inner] = place(error);
    const found = known.get(error.field) || known.get(name);
    if (!found) continue;
    const line = found.line && row >= 0 ? found.line(row) : null;
    if (line) {
      line.row.classList.add("wrong-row");
      const cell = line.cells.find(([c]) => c.name === inner) || line.cells[0];
      mark(cell[1], told(error.zh, error.en));
    } else {
      mark(found.input || found.box, told(error.zh, error.en));
    }
  }
}

function clearMarks(form) {
  form.querySelectorAll(".wrong").forEach(e => e.remove());
  form.querySelectorAll("[aria-invalid]").forEach(e => { e.removeAttribute("aria-invalid"); e.removeAttribute("aria-describedby"); });
  form.querySelectorAll(".wrong-row").forEach(e => e.classList.remove("wrong-row"));
}

// ---- a form
/* { id, title, path, fields, fixed, body, submit, irreversible, done, send, stay }: sends fixed values and the fields' to `path`. `body`
 * may turn what was read into what is sent; `done` is told the answer and says where to go, else the page is shown again; `stay` shows
 * the answer in the page itself. */
export function entry(o) {
  const known = new Map(), parts = [];
  for (const f of o.fields || []) {
    const id = `${o.id}-${f.name}`;
    const made = { rows: rowsField, many: manyField, grid: gridField }[f.kind]?.(f, id);
    if (made) {
      known.set(f.name, { ...made, field: f });
      parts.push(made.box);
    } else {
      const e = input(f, id);
      known.set(f.name, { input: e, box: e, read: () => valueOf(f, e), field: f });
      parts.push(labelled(f.label, e, f.hint));
    }
  }
  const problem = element("div", [], { class: "notice bad", role: "alert", tabindex: "-1", hidden: "" });
  const sure = element("input", [], { type: "checkbox", id: `${o.id}-sure`, required: "" });
  const button = element("button", o.submit || o.title, { type: "submit" });
  const form = element("form", [problem, ...parts,
    ...(o.irreversible ? [element("p", [sure, " ", element("label", t("已核对，提交后不能撤回"), { for: sure.id })])] : []), element("div", button)],
  { id: o.id, class: "entry", "aria-label": o.title });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    clearMarks(form);
    problem.hidden = true;
    button.disabled = true;
    try {
      let body = { ...o.fixed };
      for (const [, made] of known) put(body, made.field, made.read());
      if (o.body) body = o.body(body);
      const answer = await (o.send ? o.send(body) : command(o.path, body));
      if (o.stay) o.stay(answer); else onDone(o, answer);
    } catch (e) {
      if (!e.problem) throw e;
      problem.replaceChildren(...problemLines(e.problem).map((line, i) => element("p", line, i ? { class: "meta" } : {})));
      problem.hidden = false;
      markAll(known, e.problem.errors || []);
      problem.focus();
    } finally {
      button.disabled = false;
    }
  });
  return form;
}

/* What may be done here now: each { when, ... as for entry }. A command without fields is a form of one button. What somebody
 * else has to do is said, and who. */
export function actions(list) {
  const now = list.filter(a => a.when), own = now.filter(a => maySend(a.path));
  const others = now.filter(a => !maySend(a.path) && !a.quiet);
  const made = own.map(a => a.fields && a.fields.length || a.irreversible ?
    element("details", [element("summary", a.title), entry(a)], { class: "action", "data-action": a.id }) : entry(a));
  if (others.length)
    made.push(element("p", others.map(a => t("{0}：由{1}办理", a.title, senders(a.path).map(roleName).join(t("、")))).join(t("；")), { class: "hint" }));
  return made.length ? element("section", [element("h3", t("办理")), ...made], { class: "actions" }) : "";
}

// as in services/gateway/session/roles.c
const ROLES = {
  "org.head": "组织部部长", "org.deputy": "组织部副部长", "org.cadre": "干部科", "org.training": "干部教育科", "org.supervision": "干部监督科",
  "org.assessment": "考核办", "org.civil_servant": "公务员科", "org.welfare": "关心关爱工作", "org.finance": "财务",
  "discipline": "纪委监委机关", "committee.principal": "党委（党组）主要负责人", "party_school": "党校", "inspector": "督查人员",
  "auditor": "业务查阅人员", "unit.head": "单位主要负责人", "unit.party": "单位党组织", "unit.hr": "单位人事", "unit.vetting": "联审单位经办人",
  "unit.staff": "单位工作人员", "cadre": "干部本人", "system_admin": "系统管理员", "security_admin": "安全保密管理员", "audit_admin": "安全审计员",
};
export function roleName(role) { return t(ROLES[role] || role); }
