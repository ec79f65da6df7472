// The voter's half of RFC 9474: RSABSSA-SHA384-PSS-Randomized. Numbers are BigInt, hash, randomness and the last check are the browser's
// own (WebCrypto, which browsers give only to https and to this very machine). Held against the RFC's vectors: tests/web/test_vote.py.
// What is secret here (message, salt, inverse) never leaves this browser; only the blinded number does.
const HASH = 48, SALT = 48, RANDOM_PREFIX = 32, MESSAGE = 32, EXPONENT = 65537n;

export function available() { return Boolean(globalThis.crypto && crypto.subtle); }

// ---- bytes and numbers
function numberOf(bytes) {
  let text = "0x0";
  for (const b of bytes) text += b.toString(16).padStart(2, "0");
  return BigInt(text);
}

function bytesOf(n, size) {
  const text = n.toString(16).padStart(2 * size, "0");
  return Uint8Array.from({ length: size }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

function join(...parts) {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export function base64(bytes) { return btoa(String.fromCharCode(...bytes)); }
export function bytesOfBase64(text) { return Uint8Array.from(atob(text), c => c.charCodeAt(0)); }

function bitsOf(n) { return n.toString(2).length; }

function power(base, exponent, n) {
  let result = 1n, b = base % n;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = result * b % n;
    b = b * b % n;
  }
  return result;
}

/* 0n when there is none. */
function inverseOf(a, n) {
  let [r, next] = [n, a % n], [x, nextX] = [0n, 1n];
  while (next) {
    const q = r / next;
    [r, next] = [next, r - q * next];
    [x, nextX] = [nextX, x - q * nextX];
  }
  return r === 1n ? (x + n) % n : 0n;
}

export function randomBytes(size) { return crypto.getRandomValues(new Uint8Array(size)); }

/* Uniform in 1 .. n-1, by rejection. */
function randomBelow(n) {
  const size = Math.ceil(bitsOf(n) / 8);
  for (;;) {
    const r = numberOf(randomBytes(size));
    if (r > 0n && r < n) return r;
  }
}

// ---- EMSA-PSS (RFC 8017, 9.1.1)
async function sha384(bytes) { return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes)); }

async function mask(seed, size) {
  const parts = [];
  for (let counter = 0; counter * HASH < size; counter++) parts.push(await sha384(join(seed, bytesOf(BigInt(counter), 4))));
  return join(...parts).subarray(0, size);
}

export async function encode(message, salt, modulusBits) {
  const bits = modulusBits - 1, size = Math.ceil(bits / 8);
  const digest = await sha384(join(new Uint8Array(8), await sha384(message), salt));
  const block = join(new Uint8Array(size - salt.length - HASH - 2), [1], salt), stream = await mask(digest, block.length);
  const masked = block.map((b, i) => b ^ stream[i]);
  masked[0] &= 0xff >> (8 * size - bits);
  return join(masked, digest, [0xbc]);
}

// ---- the protocol
/* With a given salt and inverse: the vectors. Everybody else calls blind(). */
export async function blindWith(modulus, prepared, salt, inverse) {
  const n = numberOf(modulus), m = numberOf(await encode(prepared, salt, bitsOf(n)));
  const r = inverseOf(numberOf(inverse), n);
  if (!r || !inverseOf(m, n)) throw new Error("not invertible");
  return bytesOf(m * power(r, EXPONENT, n) % n, modulus.length);
}

/* A fresh token for a key: { prepared, inverse, blinded }. */
export async function blind(modulus) {
  const n = numberOf(modulus), prepared = randomBytes(RANDOM_PREFIX + MESSAGE);
  for (;;) {
    const inverse = randomBelow(n);
    if (inverseOf(inverse, n) === 0n) continue;
    const bytes = bytesOf(inverse, modulus.length);
    return { prepared, inverse: bytes, blinded: await blindWith(modulus, prepared, randomBytes(SALT), bytes) };
  }
}

function base64url(bytes) { return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""); }

export async function verify(modulus, prepared, signature, saltLength = SALT) {
  const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n: base64url(modulus), e: "AQAB" }, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "RSA-PSS", saltLength }, key, signature, prepared);
}

/* The signature of the token; null when the issuer answered anything else. */
export async function finalize(modulus, prepared, blindSignature, inverse, saltLength = SALT) {
  const n = numberOf(modulus), z = numberOf(blindSignature);
  if (blindSignature.length !== modulus.length || z >= n) return null;
  const signature = bytesOf(z * numberOf(inverse) % n, modulus.length);
  return await verify(modulus, prepared, signature, saltLength) ? signature : null;
}
