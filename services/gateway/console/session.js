// Who is speaking, as the API said at the log-in; null before it.
let current = null;

export function session() { return current; }
export function setSession(s) { current = s; }
export function can(...roles) { return Boolean(current) && roles.some(r => current.roles.includes(r)); }
