// Who is speaking, as the API said at the log-in; null before it. What his roles let him do is what the contract says.
import { READERS, SENDERS } from "./access.js";

// What the gateway answers by itself: services/gateway/api/{events,dossier,what_if}.c.
const readers = { ...READERS, "/events": ["org.head", "org.supervision", "discipline", "audit_admin"],
  "/dossiers": ["org.head", "org.deputy", "org.cadre", "org.supervision", "discipline", "audit_admin"] };
const askers = { ...SENDERS, "/assessment/what-if": ["org.assessment", "org.head", "org.deputy"] };

let current = null;

export function session() { return current; }
export function setSession(s) { current = s; }
export function can(...roles) { return Boolean(current) && roles.some(r => current.roles.includes(r)); }
export function senders(path) { return askers[path]; }
export function maySend(path) { return can(...askers[path]); }
export function mayRead(path) { return can(...readers[path]); }
/* He is here as himself alone. */
export function isCadreAlone() { return Boolean(current) && Boolean(current.cadre_id) && current.roles.every(r => r === "cadre"); }
