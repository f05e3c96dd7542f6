/** Decimal digits of a positive number: 0.`digits` × 10^`point`. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * A floating-point number as Go's strconv.FormatFloat writes it, with its sign only if negative.
 *
 * @param verb - `e`, `E`, `f`, `F`, `g`, `G`, `x`, `X` or `b`.
 * @param precision - digits behind the point, or all digits for `g`; -1: as many as tell the number apart.
 */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return sign === "" ? "+Inf" : "-Inf";
  const isUpper = verb !== verb.toLowerCase();
  const text = sign + formatSize(size, verb.toLowerCase(), precision);
  return isUpper ? text.toUpperCase() : text;
}

function formatSize(size: number, verb: string, precision: number): string {
  switch (verb) {
    case "e": {
      const decimal = precision < 0 ? shortest(size) : rounded(size, precision + 1, "digits");
      return exponential(decimal, precision < 0 ? decimal.digits.length - 1 : precision);
    }
    case "f": {
      const decimal = precision < 0 ? shortest(size) : rounded(size, precision, "decimals");
      return fixed(decimal, precision < 0 ? Math.max(decimal.digits.length - decimal.point, 0) : precision);
    }
    case "x":
      return hexadecimal(size, precision);
    case "b": {
      const [mantissa, exponent] = split(size);
      return `${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
    }
    default:
      return general(size, precision);
  }
}

function general(size: number, precision: number): string {
  const wanted = precision === 0 ? 1 : precision;
  const { digits, point } = wanted < 0 ? shortest(size) : rounded(size, wanted, "digits");
  const significant = digits.replace(/0+$/, "");
  let limit = wanted;
  if (limit > significant.length && significant.length >= point) limit = significant.length;
  if (wanted < 0) limit = 6;
  const decimal = { digits: significant, point };
  const exponent = point - 1;
  if (exponent < -4 || exponent >= limit) return exponential(decimal, Math.max(significant.length - 1, 0));
  return fixed(decimal, Math.max(significant.length - point, 0));
}

function exponential({ digits, point }: Decimal, decimals: number): string {
  const padded = digits.padEnd(decimals + 1, "0");
  const isZero = /^0*$/.test(digits);
  const exponent = isZero ? 0 : point - 1;
  const fraction = decimals > 0 ? `.${padded.slice(1, decimals + 1)}` : "";
  return `${padded.charAt(0)}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function fixed({ digits, point }: Decimal, decimals: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const fraction = "0".repeat(Math.max(-point, 0)) + digits.slice(Math.max(point, 0));
  return decimals > 0 ? `${whole}.${fraction.slice(0, decimals).padEnd(decimals, "0")}` : whole;
}

function shortest(size: number): Decimal {
  const [mantissa = "0", exponent = "0"] = size.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  return size === 0 ? { digits: "0", point: 1 } : { digits, point: Number(exponent) + 1 };
}

/** Exactly rounded, half to even; JavaScript's own rounding takes ties up. */
function rounded(size: number, count: number, unit: "digits" | "decimals"): Decimal {
  if (size === 0) return { digits: "0", point: 1 };
  // No double has more decimals, or digits.
  const places = Math.min(count, 1100);
  const point = shortest(size).point;
  const round = (decimals: number): bigint => {
    const [mantissa, exponent] = split(size);
    const numerator =
      BigInt(mantissa) * 2n ** BigInt(Math.max(exponent, 0)) * 10n ** BigInt(Math.max(decimals, 0));
    const denominator = 2n ** BigInt(Math.max(-exponent, 0)) * 10n ** BigInt(Math.max(-decimals, 0));
    const quotient = numerator / denominator;
    const twice = (numerator % denominator) * 2n;
    const goesUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
    return goesUp ? quotient + 1n : quotient;
  };
  const decimals = unit === "decimals" ? places : places - point;
  const whole = round(decimals).toString();
  if (whole === "0") return { digits: "", point: -decimals };
  return { digits: whole, point: whole.length - decimals };
}

/** A positive number as mantissa × 2^exponent, with the mantissa as doubles hold it. */
function split(size: number): readonly [mantissa: number, exponent: number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = Number(bits & 0xfffffffffffffn);
  return biased === 0 ? [fraction, -1074] : [fraction + 2 ** 52, biased - 1075];
}

function hexadecimal(size: number, precision: number): string {
  if (size === 0) return `0x0${precision > 0 ? `.${"0".repeat(precision)}` : ""}p+00`;
  const [mantissa, low] = split(size);
  let bits = BigInt(mantissa);
  let exponent = low + 52;
  while (bits < 1n << 52n) {
    bits <<= 1n;
    exponent--;
  }
  if (precision >= 0 && precision < 13) {
    const shift = BigInt(4 * (13 - precision));
    const rest = bits & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    bits >>= shift;
    if (rest > half || (rest === half && bits % 2n === 1n)) bits++;
    bits <<= shift;
    if (bits >= 1n << 53n) {
      bits >>= 1n;
      exponent++;
    }
  }
  const digits = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  const fraction =
    precision < 0 ? digits.replace(/0+$/, "") : digits.slice(0, precision).padEnd(precision, "0");
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `0x1${fraction === "" ? "" : `.${fraction}`}p${exponent < 0 ? "-" : "+"}${power}`;
}
