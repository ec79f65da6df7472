// What a person reads of his own places on special lists: tier, rank, reason, and every piece of evidence (W2.4). From the day he is told.
import { rowsFor } from "./api.js";
import { element, tree } from "./dom.js";
import { day, label, t } from "./language.js";

function pieceNode(p) {
  if (p.year) return { title: t("年度考核：{0}", `${p.year} ${label("AnnualGrade", p.grade)}`) };
  const behavior = label("BehaviorKind", p.behavior);
  return { title: `${day(p.observed_on)} ${label("SourceKind", p.source)} · ${label("EvidenceBearing", p.bearing)}${t("：")}${p.summary}${behavior && t("（{0}）", behavior)}` };
}

function sayNode(p) {
  return p.tail ? [{ id: "say", title: t("本人陈述：{0}", label("RebuttalState", p.rebuttal) || "—"), open: p.rebuttal === "INFORMED",
    facts: [[t("告知的事实和依据"), p.facts], [t("陈述期限"), p.rebuttal === "INFORMED" ? day(p.rebut_by) : ""]] }] : [];
}

function placeNode(p) {
  const end = p.head ? t(" · 靠前") : p.tail ? t(" · 靠后") : "";
  return tree({ id: p.list_id, title: `${p.title}${t("（第 {0} 版）", p.version)}${t("：")}${t("第 {0} 位 · {1}{2}", p.rank, label("ListTier", p.tier), end)}`, open: p.state !== "EXPIRED",
    facts: [[t("状态"), label("OwnPlaceState", p.state)], [t("人数"), p.entries ? String(p.entries) : ""], [t("研判理由"), p.reason], [t("表现"), label("BehaviorKind", p.behavior)],
      [t("定稿日期"), p.frozen_on], [t("有效期至"), p.valid_until], [t("失效日期"), p.expired_on]],
    children: [...sayNode(p), { id: "sources", title: t("依据：定档时有 {0} 种独立来源", p.sources || 0), open: true,
      children: [...(p.evidence || []).map(pieceNode), ...(p.more ? [{ title: t("另有依据未在此列出") }] : [])] }] });
}

export async function ownPlaces(cadre_id) {
  const own = await rowsFor("/assessment/own-list-places", { cadre_id });
  own.sort((a, b) => (b.frozen_on || "9999").localeCompare(a.frozen_on || "9999"));
  return own.length ? [element("h3", t("本人在专项清单的位次和依据")), ...own.map(placeNode)] : [];
}
