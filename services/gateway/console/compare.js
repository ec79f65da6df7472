// Up to four people side by side, field by field; what differs is marked.
import { get, rowsFor } from "./api.js";
import { element, field, filter, heading, link } from "./dom.js";
import { label, t } from "./language.js";
import { mayRead } from "./session.js";

const MOST = 4;
const TIMELINE_ROWS = 500;

async function fileOf(id) { return mayRead("/personnel/cadres") ? (await get("/personnel/cadres/" + encodeURIComponent(id))).file : {}; }

async function read(id) {
  const [dossier, file, places] = await Promise.all([get("/dossiers/" + encodeURIComponent(id), { limit: TIMELINE_ROWS }), fileOf(id), rowsFor("/personnel/list-positions", { cadre_id: id })]);
  return { id, dossier, file, places };
}

function yes(value) { return value ? t("是") : ""; }

function plainRows() {
  return [
    [t("单位"), p => p.dossier.unit_name], [t("职务"), p => p.dossier.post_title], [t("职务层次"), p => label("PostLevel", p.dossier.level) || p.dossier.level_zh], [t("任现层次"), p => p.file.level_since],
    [t("职级"), p => label("Rank", p.dossier.rank) || p.dossier.rank_zh], [t("任现职级"), p => p.file.rank_since], [t("性别"), p => label("Sex", p.file.sex)], [t("出生日期"), p => p.file.born_on],
    [t("参加工作"), p => p.file.work_started_on], [t("入党时间"), p => p.file.party_joined_on], [t("基层经历年限"), p => p.file.grassroots_years], [t("优秀年轻干部"), p => yes(p.file.young)],
    [t("驻村第一书记"), p => yes(p.file.first_secretary)], [t("易地交流任职"), p => yes(p.file.exchange)], [t("管理权限"), p => p.dossier.authority],
    [t("限制"), p => p.dossier.bars.filter(b => b.in_force).map(b => `${b.ground_zh} ${b.until_on || t("长期")}`).join(t("；")) || t("没有限制")],
  ];
}

function gradeRows(people) {
  const years = [...new Set(people.flatMap(p => (p.file.grades || []).map(g => g.year)))].sort((a, b) => b - a);
  return years.map(y => [t("{0}年年度考核", y), p => label("AnnualGrade", ((p.file.grades || []).find(g => g.year === y) || {}).grade)]);
}

function placeRows(people) {
  const lists = [...new Set(people.flatMap(p => p.places.map(x => x.list_id)))];
  const text = x => x ? t("第 {0} 位 · {1}{2}", x.rank, label("ListTier", x.tier), x.head ? t(" · 靠前") : x.tail ? t(" · 靠后") : "") : "";
  return lists.map(l => [t("专项清单 {0}", l), p => text(p.places.find(x => x.list_id === l))]);
}

/* How often each thing stands in the dossiers, as far back as a page of them goes. */
function eventRows(people) {
  const kinds = [...new Set(people.flatMap(p => p.dossier.timeline.map(e => e.zh)))];
  return kinds.map(zh => [t("经历：{0}", zh), p => {
    const count = p.dossier.timeline.filter(e => e.zh === zh).length;
    return count ? t("{0} 次，最近 {1}", count, p.dossier.timeline.find(e => e.zh === zh).on_day) : "";
  }]);
}

function matrix(people) {
  const all = [...plainRows(), ...gradeRows(people), ...placeRows(people), ...eventRows(people)].map(([name, of]) => [name, people.map(p => of(p) || "—")]).filter(([, values]) => values.some(v => v !== "—"));
  const differs = values => values.some(v => v !== values[0]);
  return element("table", [
    element("caption", t("{0} 项中 {1} 项不同，以“≠”标出", all.length, all.filter(([, v]) => differs(v)).length)),
    element("thead", element("tr", [element("th", t("项目"), { scope: "col" }), ...people.map(p => element("th", link(p.dossier.name, "dossier", { id: p.id }), { scope: "col" }))])),
    element("tbody", all.map(([name, values]) => element("tr", [element("th", differs(values) ? `≠ ${name}` : name, { scope: "row" }), ...values.map(v => element("td", v))], differs(values) ? { class: "differs" } : {}))),
  ], { class: "matrix" });
}

export async function compare(q) {
  const ids = (q.get("ids") || "").split(/[\s,，]+/).filter(Boolean).slice(0, MOST);
  const input = element("input", [], { id: "ids", name: "ids", size: "40", value: ids.join(" "), autocomplete: "off", spellcheck: "false" });
  const only = element("input", [], { type: "checkbox", id: "only-different" });
  const head = [heading(t("并列比较")), filter("compare", [field(t("干部编码，至多 {0} 人，空格分开", MOST), input)], form => ({ ids: form.get("ids").trim() }))];
  if (!ids.length) return [...head, element("p", t("输入干部编码；也可以在专项清单里勾选。"), { class: "hint" })];
  const shown = matrix(await Promise.all(ids.map(read)));
  only.addEventListener("change", () => shown.classList.toggle("only-different", only.checked));
  return [...head, element("p", [only, " ", element("label", t("只看不同的"), { for: "only-different" })]), element("div", shown, { class: "wide", tabindex: "0", role: "region", "aria-label": t("并列比较") })];
}
