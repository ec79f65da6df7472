// Names of units and people, asked for once. Who may not read them sees the code instead.
import { get, rowsFor } from "./api.js";
import { link } from "./dom.js";
import { mayRead } from "./session.js";

const AT_ONCE = 8;
let units = null;
const cadres = new Map();

export function forgetNames() {
  units = null;
  cadres.clear();
}

export async function allUnits() {
  if (!units) units = new Map((await rowsFor("/personnel/units")).map(u => [u.unit_id, u]));
  return units;
}

/* A function from a unit's code to its name. */
export async function unitNames() {
  const known = await allUnits();
  return id => known.has(id) ? known.get(id).name : id;
}

async function nameOf(id) {
  try {
    return (await get("/personnel/cadres/" + encodeURIComponent(id))).file.name;
  } catch (e) {
    if (!e.problem) throw e;            // not one of his people
    return id;
  }
}

/* A function from a person's code to his name. */
export async function cadreNames(ids) {
  const wanted = mayRead("/personnel/cadres") ? [...new Set(ids)].filter(id => id && !cadres.has(id)) : [];
  for (let at = 0; at < wanted.length; at += AT_ONCE)
    await Promise.all(wanted.slice(at, at + AT_ONCE).map(async id => cadres.set(id, await nameOf(id))));
  return id => cadres.get(id) || id;
}

export function person(name, id) { return id ? link(name(id), "dossier", { id }) : ""; }
