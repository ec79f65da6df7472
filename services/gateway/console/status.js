// Whether the platform runs: every daemon, its journal, the streams it follows.
import { get } from "./api.js";
import { element, heading, table } from "./dom.js";
import { moment, t } from "./language.js";

const SERVICES = { personnel: "干部人事", training: "教育培训", assessment: "考核", accountability: "容错问责", welfare: "关心关爱", gateway: "网关", ballot: "投票箱" };
const STREAMS = { streaming: "正常", connecting: "连接中", blocked: "停住", forked: "分叉", trimmed: "缺段" };

function service(name) { return t(SERVICES[name] || name); }

function streamsOf(s) {
  return s.streams.map(x => `${service(x.service)} ${t(STREAMS[x.state] || x.state)}${x.sequence < x.tail ? t("（差 {0}）", x.tail - x.sequence) : ""}${x.reason ? t("：") + x.reason : ""}`).join(t("，")) || "—";
}

export async function status() {
  const p = await get("/platform/status");
  return [
    heading(t("运行")),
    element("p", [element("span", p.settled ? t("各服务已同步") : t("正在同步"), { class: p.settled ? "good" : "bad" }), t(" · 时钟 {0} · 已汇聚事件 {1}", moment(p.clock), p.merged_sequence)]),
    table("", [
      [t("服务"), s => service(s.service)],
      [t("状态"), s => element("span", s.reachable ? t("在运行") : t("没有答复"), { class: s.reachable ? "good" : "bad" })],
      [t("日志"), s => String(s.sequence), "number"], [t("计时事项"), s => String(s.due), "number"], [t("所跟随的事件流"), streamsOf],
    ], p.services),
  ];
}
