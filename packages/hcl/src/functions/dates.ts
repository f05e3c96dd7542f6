import { define, type HclFunction, text } from "../call.ts";
import { ConversionError } from "../convert.ts";

// Dates are computed from days since 1970, so that no clock and no time zone of the machine takes part.

export const dateFunctions: Readonly<Record<string, HclFunction>> = {
  formatdate: define([text("format"), text("time")], formatDate),
  timeadd: define([text("timestamp"), text("duration")], (timestamp, duration) => {
    const { utc, offsetMinutes } = parseTimestamp(timestamp);
    return timestampText({ utc: utc + parseDuration(duration), offsetMinutes });
  }),
};

interface Timestamp {
  /** Seconds since 1970, in UTC. */
  readonly utc: number;
  /** How far the zone of the text is ahead of UTC. */
  readonly offsetMinutes: number;
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly offsetMinutes: number;
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Fractions of seconds are dropped. */
function parseTimestamp(value: string): Timestamp {
  const match = pattern.exec(value);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
    match?.slice(1, 7).map(Number) ?? [];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!match || !isDate || hour > 23 || minute > 59 || second > 59)
    throw new ConversionError(
      `not a valid RFC3339 timestamp: ${JSON.stringify(value.slice(0, 40))}, expected 2006-01-02T15:04:05Z`,
    );
  const sign = match[7] === "-" ? -1 : 1;
  const offsetMinutes = sign * (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0));
  const utc = daysSince1970(year, month, day) * 86_400 + hour * 3600 + (minute - offsetMinutes) * 60 + second;
  return { utc, offsetMinutes };
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

// Years that start in March: the leap day is their last.
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function partsOf({ utc, offsetMinutes }: Timestamp): Parts {
  const local = utc + offsetMinutes * 60;
  const days = Math.floor(local / 86_400);
  const seconds = local - days * 86_400;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    // 1 January 1970 was a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor((seconds % 3600) / 60),
    second: seconds % 60,
    offsetMinutes,
  };
}

function timestampText(timestamp: Timestamp): string {
  const { year, month, day, hour, minute, second } = partsOf(timestamp);
  if (year < 0 || year > 9999) throw new ConversionError("the result is beyond the years 0 to 9999");
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}${zone(timestamp.offsetMinutes, ":", "Z")}`;
}

const unitSeconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Whole seconds of a Go duration such as `-1h30m`. */
function parseDuration(value: string): number {
  if (!/^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.test(value))
    throw new ConversionError(`not a duration such as 10m or -1h30m: ${JSON.stringify(value.slice(0, 40))}`);
  let seconds = 0;
  for (const [, amount, unit] of value.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g))
    seconds += Number(amount) * (unitSeconds[unit ?? ""] ?? 0);
  return Math.trunc(value.startsWith("-") ? -seconds : seconds);
}

const months = "January February March April May June July August September October November December".split(
  " ",
);
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** The sequences of letters that `formatdate` knows. */
const sequences: Readonly<Record<string, (parts: Parts) => string>> = {
  YYYY: ({ year }) => pad(year, 4),
  YY: ({ year }) => pad(year % 100),
  MMMM: ({ month }) => months[month - 1] ?? "",
  MMM: ({ month }) => (months[month - 1] ?? "").slice(0, 3),
  MM: ({ month }) => pad(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => pad(day),
  D: ({ day }) => String(day),
  EEEE: ({ weekday }) => weekdays[weekday] ?? "",
  EEE: ({ weekday }) => (weekdays[weekday] ?? "").slice(0, 3),
  hh: ({ hour }) => pad(hour),
  h: ({ hour }) => String(hour),
  HH: ({ hour }) => pad(hour % 12 || 12),
  H: ({ hour }) => String(hour % 12 || 12),
  AA: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  aa: ({ hour }) => (hour < 12 ? "am" : "pm"),
  mm: ({ minute }) => pad(minute),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => pad(second),
  s: ({ second }) => String(second),
  ZZZZZ: ({ offsetMinutes }) => zone(offsetMinutes, ":", "+00:00"),
  ZZZZ: ({ offsetMinutes }) => zone(offsetMinutes, "", "+0000"),
  ZZZ: ({ offsetMinutes }) => zone(offsetMinutes, "", "UTC"),
  Z: ({ offsetMinutes }) => zone(offsetMinutes, ":", "Z"),
};

/** Letters stand for parts of the time, other characters and what stands in single quotes for themselves. */
function formatDate(format: string, time: string): string {
  const parts = partsOf(parseTimestamp(time));
  return format.replaceAll(
    /'([^']*(?:''[^']*)*)'|([A-Za-z])\2*|'/g,
    (whole: string, quoted: string | undefined) => {
      if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
      const sequence = Object.hasOwn(sequences, whole) ? sequences[whole] : undefined;
      if (sequence) return sequence(parts);
      const problem = whole === "'" ? "a quote is not closed" : `${JSON.stringify(whole)} is not known`;
      throw new ConversionError(
        `the date format is malformed: ${problem}; put plain letters in single quotes`,
      );
    },
  );
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, "0");
}

function zone(offsetMinutes: number, separator: string, utc: string): string {
  if (offsetMinutes === 0) return utc;
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}${separator}${pad(minutes % 60)}`;
}
