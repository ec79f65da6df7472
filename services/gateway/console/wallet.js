// The ballots of this browser: fetched while logged in, cast later without a session, offered again until the box has them and tells
// their leaf, which stands on the board from the close on. A token that is whole has no owner here: nothing kept says whose it is. Once
// a ballot is final only its leaf is kept.
//
//   BLINDED (sent to the issuer, no signature yet) -> TOKEN -> CAST (the box told its leaf or is asked again; kept) -> FINAL (counted; leaf alone)
import { API, ask, command, get, pause, post, rows } from "./api.js";
import { base64, blind, bytesOfBase64, finalize } from "./blind_rsa.js";
import { session } from "./session.js";

const KEPT = "dandang.ballots";
const OUTSIDE = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };  // no cookie goes with what is asked here
const AGAIN_FIRST_MS = 4000, AGAIN_LAST_MS = 60000, IN_THE_BOX_MS = 600000;   // what lies in the box is asked after seldom
const LATER = ["BALLOT_NOT_OPEN", "BALLOT_BOX_FULL", "BALLOT_POLL_UNKNOWN", "BUSY", "OUTCOME_UNKNOWN", "RATE_LIMITED"];  // keep it, offer it later
const CORRECT = ["BALLOT_EXAMPLE_MISSING", "BALLOT_EXCELLENT_MANY", "BALLOT_OPTIONS_MANY", "BALLOT_BLANK"];             // the voter can mend it

export function ballots() { return JSON.parse(localStorage.getItem(KEPT) || "[]"); }

function save(one) {
  localStorage.setItem(KEPT, JSON.stringify([...ballots().filter(b => b.id !== one.id), one]));
  window.dispatchEvent(new Event("ballots"));
  return one;
}

export function forget(id) {
  localStorage.setItem(KEPT, JSON.stringify(ballots().filter(b => b.id !== id)));
  window.dispatchEvent(new Event("ballots"));
}

// ---- what anybody may read
export function box(pollId) { return ask(`${API}/ballot/boxes/${encodeURIComponent(pollId)}`, OUTSIDE); }
export function board(pollId) { return rows("/ballot/board", { poll_id: pollId }, OUTSIDE); }
export function turnouts(pollId) { return rows("/ballot/turnouts", { poll_id: pollId }, OUTSIDE); }

// ---- fetching
function hexOf(bytes) { return [...new Uint8Array(bytes)].map(b => b.toString(16).padStart(2, "0")).join(""); }

async function ownerMark(pollId) { return hexOf(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${pollId} ${session().cadre_id}`))); }

export class Unfit extends Error {}     // what was published or answered does not fit together: "key" or "signature"

/* The key of the class, which must be the same for everybody: what the box publishes and what the issuer publishes. */
async function keyOf(pollId, classId) {
  const [published, own] = await Promise.all([box(pollId), get("/assessment/polls/" + encodeURIComponent(pollId))]);
  const of = row => (row.keys.find(k => k.class_id === classId) || {}).modulus;
  if (!of(published) || of(published) !== of(own)) throw new Unfit("key");
  return of(published);
}

async function newToken(pollId, classId) {
  const modulus = await keyOf(pollId, classId), made = await blind(bytesOfBase64(modulus));
  return save({ id: hexOf(crypto.getRandomValues(new Uint8Array(8))), poll_id: pollId, class_id: classId, stage: "BLINDED", owner: await ownerMark(pollId), modulus,
    prepared: base64(made.prepared), inverse: base64(made.inverse), blinded: base64(made.blinded) });
}

/* What the roll says of the person who is logged in, and his half-fetched token in this browser. */
export async function entitlement(pollId) {
  const shown = await post("/assessment/polls/class", { poll_id: pollId }), owner = await ownerMark(pollId);
  return { ...shown, half: ballots().find(b => b.poll_id === pollId && b.stage === "BLINDED" && b.owner === owner) };
}

/* Fetches the token of the person who is logged in. The blinded number is kept before it is sent: a lost answer is asked for again. */
export async function fetchToken(pollId) {
  const mine = await entitlement(pollId), one = mine.half || await newToken(pollId, mine.class_id);
  await command("/assessment/polls/tokens", { poll_id: pollId, blinded: one.blinded });
  const signed = await post("/assessment/polls/signatures", { poll_id: pollId, blinded: one.blinded });
  const signature = await finalize(bytesOfBase64(one.modulus), bytesOfBase64(one.prepared), bytesOfBase64(signed.blind_signature), bytesOfBase64(one.inverse));
  if (!signature) throw new Unfit("signature");
  return save({ id: one.id, poll_id: pollId, class_id: one.class_id, stage: "TOKEN", prepared: one.prepared, signature: base64(signature) });
}

// ---- casting
const underWay = new Map();            // id -> the offer that waits for its answer

/* Sends a ballot without a session, once at a time whoever asks for it. Answers the ballot as it stands then; a refusal is thrown. */
export function offer(one) {
  if (!underWay.has(one.id)) underWay.set(one.id, send(one).finally(() => underWay.delete(one.id)));
  return underWay.get(one.id);
}

async function send(one) {
  const sent = { poll_id: one.poll_id, class_id: one.class_id, token: one.prepared, signature: one.signature, marks: one.marks };
  let answer;
  try {
    answer = await post("/ballot/casts", sent, OUTSIDE);
  } catch (e) {
    if (e.problem && CORRECT.includes(e.problem.code)) save({ ...one, stage: "TOKEN", marks: undefined });
    else if (e.problem && !LATER.includes(e.problem.code)) save({ ...one, refused: e.problem });
    throw e;
  }
  return save(answer.standing === "FINAL" ? { id: one.id, poll_id: one.poll_id, class_id: one.class_id, stage: "FINAL", leaf: answer.leaf }
    : { ...one, leaf: answer.leaf, refused: undefined });
}

export async function cast(one, marks) { return offer(save({ ...one, stage: "CAST", marks, refused: undefined })); }

const offers = new Map();              // id -> when it is offered next, and how long after that again
let offering = false;

function waiting() { return ballots().filter(b => b.stage === "CAST" && !b.refused); }
export function isWaiting(id) { return waiting().some(b => b.id === id); }

/* As it stands when its turn comes: it may have been counted, refused or taken away meanwhile. */
async function offerInTurn(id) {
  const one = waiting().find(b => b.id === id), last = offers.get(id) || { at: 0, wait: AGAIN_FIRST_MS };
  if (!one || Date.now() < last.at) return;
  const now = await offer(one).catch(() => one);        // it stays, and says so itself
  const wait = now.leaf ? IN_THE_BOX_MS : Math.min(last.wait * 1.5, AGAIN_LAST_MS);
  offers.set(id, { at: Date.now() + wait * (0.75 + Math.random() / 2), wait });
}

/* Offers what was cast until it is counted, ever more seldom; begun with the console and with every ballot cast. */
export async function offerAgain() {
  if (offering) return;
  offering = true;
  while (waiting().length) {
    for (const { id } of waiting()) await offerInTurn(id);
    if (waiting().length) await pause(AGAIN_FIRST_MS);
  }
  offering = false;
}
