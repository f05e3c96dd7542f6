import { createHash } from "node:crypto";

/**
 * The answer of MariaDB's `ed25519` to what the server asks: a signature under a key that is made of the password. It is
 * Ed25519 (RFC 8032), but for the password that stands where a seed of 32 bytes does, and so no library signs with it.
 *
 * @see https://mariadb.com/kb/en/connection/#client_ed25519-plugin
 */
export function ed25519Answer(password: string, nonce: Uint8Array): Buffer {
  const { scalar, prefix, publicKey } = keyOf(password);
  const secret = numberOf(sha512(prefix, nonce)) % order;
  const commitment = encoded(multiplied(base, secret));
  const challenge = numberOf(sha512(commitment, publicKey, nonce)) % order;
  return Buffer.concat([commitment, bytesOf((secret + challenge * scalar) % order)]);
}

/** As the server keeps it, but there in base 64 without padding. */
export function ed25519PublicKey(password: string): Buffer {
  return keyOf(password).publicKey;
}

function keyOf(password: string) {
  const hash = sha512(Buffer.from(password, "utf8"));
  const low = hash.subarray(0, 32);
  // The cofactor divides it, and its length is fixed.
  const scalar = (numberOf(low) & ((1n << 254n) - 8n)) | (1n << 254n);
  return { scalar, prefix: hash.subarray(32), publicKey: encoded(multiplied(base, scalar)) };
}

const prime = (1n << 255n) - 19n;
const order = (1n << 252n) + 27742317777372353535851937790883648493n;
const d = modulo(-121665n * inverse(121666n));

/** A point of the curve in extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

const base = ((): Point => {
  const x = 15112221349535400772501151409588531511454012693041857206046113283949847762202n;
  const y = modulo(4n * inverse(5n));
  return [x, y, 1n, modulo(x * y)];
})();

function multiplied(point: Point, factor: bigint): Point {
  let result: Point = [0n, 1n, 1n, 0n];
  let double = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = sum(result, double);
    double = sum(double, double);
  }
  return result;
}

/** RFC 8032, section 5.1.4: complete, so it doubles as well. */
function sum([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = modulo((y1 - x1) * (y2 - x2));
  const b = modulo((y1 + x1) * (y2 + x2));
  const c = modulo(2n * t1 * t2 * d);
  const e = modulo(2n * z1 * z2);
  const [f, g, h, i] = [b - a, e - c, e + c, b + a];
  return [modulo(f * g), modulo(h * i), modulo(g * h), modulo(f * i)];
}

function encoded([x, y, z]: Point): Buffer {
  const inverted = inverse(z);
  const sign = modulo(x * inverted) & 1n;
  return bytesOf(modulo(y * inverted) | (sign << 255n));
}

function inverse(value: bigint): bigint {
  let result = 1n;
  let power = modulo(value);
  for (let rest = prime - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * power);
    power = modulo(power * power);
  }
  return result;
}

function modulo(value: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha512");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The least byte comes first. */
function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}
