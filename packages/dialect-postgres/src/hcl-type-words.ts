/** A type that HCL has a word for. */
export interface TypeWord {
  /** As HCL calls it: `double_precision`. */
  readonly word: string;
  /** As SQL calls it, in canonical form and without arguments: `double precision`. */
  readonly sql: string;
  /** How many arguments it takes at most: a length, or a precision and a scale. */
  readonly args: number;
  /** The integer type below, of the words that stand for a column with a sequence of its own. */
  readonly serial?: string;
}

/** `word` or `word:arguments`, the canonical word first: the one that is printed. */
function group(sql: string, words: string, args = 0): readonly TypeWord[] {
  return words.split(" ").map((word) => ({ word, sql, args }));
}

/** Types whose word is that of SQL, and which take no arguments. */
function plain(words: string): readonly TypeWord[] {
  return words.split(" ").map((word) => ({ word, sql: word, args: 0 }));
}

function serial(integer: string, words: string): readonly TypeWord[] {
  return words.split(" ").map((word) => ({ word, sql: integer, args: 0, serial: integer }));
}

/** Parts of an interval that tell fractions of a second take a precision. */
function intervalFields(words: string, args = 0): readonly TypeWord[] {
  return words.split(" ").map((word) => ({ word, sql: `interval ${word.replaceAll("_", " ")}`, args }));
}

/** Every type with a word of its own. Of several with one SQL name the first is printed. */
export const typeWords: readonly TypeWord[] = [
  ...group("bit", "bit", 1),
  ...group("bit varying", "bit_varying", 1),
  ...group("boolean", "boolean bool"),
  ...group("smallint", "smallint int2"),
  ...group("integer", "integer int int4"),
  ...group("bigint", "bigint int8"),
  ...serial("smallint", "smallserial serial2"),
  ...serial("integer", "serial serial4"),
  ...serial("bigint", "bigserial serial8"),
  ...group("numeric", "numeric decimal", 2),
  ...group("real", "real float4"),
  ...group("double precision", "double_precision float8"),
  ...group("float", "float", 1),
  ...group("character varying", "character_varying varchar", 1),
  ...group("character", "character char", 1),
  ...group("time", "time", 1),
  ...group("timetz", "timetz", 1),
  ...group("timestamp", "timestamp", 1),
  ...group("timestamptz", "timestamptz", 1),
  ...group("interval", "interval", 1),
  ...intervalFields("second day_to_second hour_to_second minute_to_second", 1),
  ...intervalFields("year month day hour minute year_to_month day_to_hour day_to_minute hour_to_minute"),
  ...plain("money bpchar text name bytea date"),
  ...plain("json jsonb uuid xml hstore tsvector tsquery"),
  ...plain("cidr inet macaddr macaddr8"),
  ...plain("circle line lseg box path point polygon"),
  ...plain("int4range int8range numrange tsrange tstzrange daterange"),
  ...plain("int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange"),
  ...plain("xid xid8 oid regclass regcollation regconfig regdictionary regnamespace"),
  ...plain("regoper regoperator regproc regprocedure regrole regtype"),
  // What only functions take and give.
  ...plain("any anyelement anyarray anynonarray anyenum internal record"),
  ...plain("trigger event_trigger void unknown"),
];

const byWord = new Map(typeWords.map((entry) => [entry.word, entry]));
const bySql = new Map(
  typeWords
    .filter(({ serial: below }) => below === undefined)
    .map((entry) => [entry.sql, entry] as const)
    .toReversed(),
);
const bySerial = new Map(
  typeWords
    .flatMap((entry) => (entry.serial === undefined ? [] : [[entry.serial, entry] as const]))
    .toReversed(),
);

export function typeWord(word: string): TypeWord | undefined {
  return byWord.get(word);
}

/** @param sql - canonical, without arguments. */
export function wordOfType(sql: string): TypeWord | undefined {
  return bySql.get(sql);
}

/** The word for a column of an integer type that draws from a sequence of its own. */
export function wordOfSerial(integer: string): string | undefined {
  return bySerial.get(integer)?.word;
}
