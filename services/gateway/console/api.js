// Requests to the API. Whatever it refuses is thrown with `problem`, its RFC 9457 body.
import { t } from "./language.js";
import { mayRead } from "./session.js";

export const API = "/api/v1";
const ROWS = 500;

export class Told extends Error {}      // the reader has been told already

const listeners = { network: () => {}, session: () => {} };
export function onTrouble(network, session) { Object.assign(listeners, { network, session }); }

export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    listeners.network();
    throw new Told("network");
  }
  const body = answer.status === 204 ? null : await answer.json().catch(() => ({ title: t("服务器答复 {0}", answer.status) }));
  if (answer.ok) return body;
  if (answer.status === 401 && path !== API + "/session" && options.credentials !== "omit") {
    listeners.session();
    throw new Told("session");
  }
  throw Object.assign(new Error(body.code), { problem: body });
}

export function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, v]) => v !== "" && v !== undefined)).toString();
  return ask(API + path + (query ? "?" + query : ""));
}

/* Every row of a table, page by page. `options` as for fetch. */
export async function rows(path, parameters = {}, options = {}) {
  const found = [];
  for (let after = ""; ;) {
    const page = await ask(`${API}${path}?${new URLSearchParams({ ...parameters, limit: ROWS, ...(after ? { after } : {}) })}`, options);
    found.push(...page.items);
    after = page.next;
    if (!after) return found;
  }
}

/* Rows of a table not everybody here may read: none for who may not, and is not shown what he may not see. */
export async function rowsFor(path, parameters = {}) { return mayRead(path) ? rows(path, parameters) : []; }

function hex(bytes) { return [...bytes].map(b => b.toString(16).padStart(2, "0")).join(""); }

function newKey() { return `${Date.now()}-${hex(crypto.getRandomValues(new Uint8Array(8)))}`; }

export function pause(ms) { return new Promise(done => setTimeout(done, ms)); }

export function post(path, body, options = {}) {
  return ask(API + path, { method: "POST", body: JSON.stringify(body), ...options, headers: { "Content-Type": "application/json", ...options.headers } });
}

/* A command. Where no answer came it is sent again with the same key: done once, however often it is sent. */
export async function command(path, body) {
  const headers = { "Idempotency-Key": newKey() };
  for (let tries = 0; ; tries++) {
    try {
      return await post(path, body, { headers });
    } catch (e) {
      if (!e.problem || !["BUSY", "OUTCOME_UNKNOWN"].includes(e.problem.code) || tries === 3) throw e;
    }
    await pause(400 << tries);
  }
}
