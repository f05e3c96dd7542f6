import { compareWhole, refOf, type SchemaObject, schemaOf, stepsByRules } from "@atlas/core";
import { isKeyword, significantTokens } from "@atlas/sql";
import { supports } from "../flavour.ts";
import { type CatalogQuery, type CatalogRows, type MysqlKind, type ReadContext, rowsOf } from "../kind.ts";
import { doubleQuoted, ident, qualified, syntax } from "../text.ts";
import { sequenceCodec } from "./hcl/sequence.ts";
import { alterStep, createStep, dropStep } from "./steps.ts";

/** A sequence of MariaDB. Numbers are texts: they exceed 2^53. Where it is now is neither read nor set. */
export interface Sequence extends SchemaObject {
  readonly kind: "sequence";
  /** `bigint`; MariaDB 11.5 knows the other integer types, and unsigned ones. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  /** `0`: none. */
  readonly cache: string;
  readonly cycle: boolean;
  /** Absent: that of the server. */
  readonly engine?: string;
  readonly comment?: string;
}

interface SequenceRow {
  readonly schema: string;
  readonly name: string;
  readonly engine: string | null;
  readonly comment: string | null;
}

const sequencesQuery: CatalogQuery = {
  name: "sequences",
  sql: ({ server, inSchemas }) =>
    supports(server, "sequence")
      ? `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS name, ENGINE AS engine, NULLIF(TABLE_COMMENT, '') AS comment
        FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'SEQUENCE' AND ${inSchemas("TABLE_SCHEMA")}
        ORDER BY TABLE_SCHEMA, TABLE_NAME`
      : undefined,
};

function shownName({ schema, name }: SequenceRow): string {
  return `sequence ${JSON.stringify([schema, name])}`;
}

export const sequenceKind: MysqlKind<Sequence> = {
  name: "sequence",
  catalog: [sequencesQuery],
  recreatable: false,
  hcl: sequenceCodec,

  further: (rows) =>
    rowsOf<SequenceRow>(rows, sequencesQuery).map((row) => ({
      name: shownName(row),
      sql: () => `SHOW CREATE SEQUENCE ${ident(row.schema)}.${ident(row.name)}`,
    })),

  read: (rows, context) =>
    rowsOf<SequenceRow>(rows, sequencesQuery).map((row) => readSequence(row, rows, context)),

  requires: schemaOf,

  compare: (from, to) =>
    compareWhole(from, to, ({ comment = "", ...rest }) => ({ ...rest, schema: "", name: "", comment })),

  steps: stepsByRules<Sequence>({
    add: (sequence) => [
      createStep(
        sequence,
        {
          sql: createSql(sequence),
          comment: `create sequence "${sequence.name}"`,
          undo: [`DROP SEQUENCE ${qualified(sequence)}`],
        },
        schemaOf(sequence),
      ),
    ],
    drop: (sequence) => [
      {
        ...dropStep(
          sequence,
          {
            sql: `DROP SEQUENCE ${qualified(sequence)}`,
            comment: `drop sequence "${sequence.name}"`,
            undo: [createSql(sequence)],
          },
          schemaOf(sequence),
        ),
        blocks: "everything",
        losesData: true,
        loses: [`the next value of sequence "${[sequence.schema, sequence.name].filter(Boolean).join(".")}"`],
      },
    ],
    modify: (from, to) => {
      const back = alterTexts(to, from);
      const texts = [
        ...movingTexts(from, to).map((sql) => ({ sql, undo: [] })),
        ...alterTexts(from, to).map((sql, index) => ({ sql, undo: back.slice(index, index + 1) })),
      ];
      return texts.map((text) => ({
        ...alterStep(to, { ...text, comment: `modify sequence "${to.name}"` }, { blocks: "everything" }),
        sources: [{ change: "modify_sequence", subject: refOf(to) }],
      }));
    },
  }),
};

function readSequence(row: SequenceRow, rows: CatalogRows, context: ReadContext): Sequence {
  const [shown = {}] = rows.get(shownName(row)) ?? [];
  const statement = Object.values(shown).find((value) => value?.startsWith("CREATE ")) ?? "";
  const { engine, comment } = row;
  return {
    kind: "sequence",
    schema: context.schemaName(row.schema),
    name: row.name,
    ...readSettings(statement),
    ...(engine !== null && engine !== context.defaults.engine && { engine }),
    ...(comment !== null && { comment }),
  };
}

type Settings = Pick<Sequence, "type" | "start" | "increment" | "min" | "max" | "cache" | "cycle">;

/**
 * What the server shows of a sequence: ``CREATE SEQUENCE `s` as int unsigned start with 5 minvalue 1 maxvalue 1000
 * increment by 2 cache 10 cycle ENGINE=InnoDB``.
 */
export function readSettings(statement: string): Settings {
  const tokens = significantTokens(statement, syntax);
  const find = (word: string): number => tokens.findIndex((token) => isKeyword(token, word));
  const number = (...words: readonly string[]): string | undefined => {
    const at = tokens.findIndex((_, index) =>
      words.every((word, offset) => isKeyword(tokens[index + offset], word)),
    );
    if (at < 0) return undefined;
    const [first, second] = tokens.slice(at + words.length, at + words.length + 2);
    return first?.text === "-" ? `-${second?.text ?? ""}` : first?.text;
  };
  const typeAt = find("AS");
  const typeEnd = find("START");
  const type = typeAt < 0 ? [] : tokens.slice(typeAt + 1, typeEnd < 0 ? typeAt + 2 : typeEnd);
  return {
    type: type.map(({ text }) => text.toLowerCase()).join(" ") || "bigint",
    start: number("START", "WITH") ?? "1",
    increment: number("INCREMENT", "BY") ?? "1",
    min: number("MINVALUE") ?? "1",
    max: number("MAXVALUE") ?? "9223372036854775806",
    cache: number("CACHE") ?? "0",
    cycle: find("CYCLE") >= 0,
  };
}

/** Only the type that has a name besides the usual one, and all that counts. */
function createSql(sequence: Sequence): string {
  const { type, engine, comment } = sequence;
  return [
    `CREATE SEQUENCE ${qualified(sequence)}`,
    ...(type === "bigint" ? [] : [`AS ${type}`]),
    `START WITH ${sequence.start}`,
    ...settingsSql(sequence),
    ...(engine === undefined ? [] : [`ENGINE ${engine}`]),
    ...(comment === undefined ? [] : [`COMMENT ${doubleQuoted(comment)}`]),
  ].join(" ");
}

function settingsSql({ increment, min, max, cache, cycle }: Settings): readonly string[] {
  return [
    `INCREMENT BY ${increment}`,
    `MINVALUE ${min}`,
    `MAXVALUE ${max}`,
    cache === "0" ? "NOCACHE" : `CACHE ${cache}`,
    cycle ? "CYCLE" : "NOCYCLE",
  ];
}

/**
 * One that was not drawn from yet may stand outside of its new bounds, and then goes to its new start. SETVAL goes
 * forward alone: a sequence that is further stays where it is.
 */
function movingTexts(from: Sequence, to: Sequence): readonly string[] {
  if (isWithin(from.start, to)) return [];
  const [min = to.min, max = to.max] = [
    [from.min, to.min].toSorted(byNumber)[0],
    [from.max, to.max].toSorted(byNumber)[1],
  ];
  const turns = from.increment.startsWith("-") !== to.increment.startsWith("-");
  const direction = turns ? `INCREMENT BY ${to.increment} ` : "";
  return [
    ...(isWithin(to.start, from) && !turns
      ? []
      : [`ALTER SEQUENCE ${qualified(to)} ${direction}MINVALUE ${min} MAXVALUE ${max}`]),
    `DO SETVAL(${qualified(to)}, ${to.start}, 0)`,
  ];
}

function isWithin(value: string, { min, max }: Sequence): boolean {
  return BigInt(value) >= BigInt(min) && BigInt(value) <= BigInt(max);
}

function byNumber(left: string, right: string): number {
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A sequence is a table to ALTER TABLE, which knows what ALTER SEQUENCE does not. */
function alterTexts(from: Sequence, to: Sequence): readonly string[] {
  const clauses = [
    ...(from.type === to.type ? [] : [`AS ${to.type}`]),
    ...(from.start === to.start ? [] : [`START WITH ${to.start}`]),
    ...settingsSql(to).filter((clause, index) => clause !== settingsSql(from)[index]),
  ];
  const options = [
    ...(from.engine === to.engine ? [] : [`ENGINE ${to.engine ?? "InnoDB"}`]),
    ...((from.comment ?? "") === (to.comment ?? "") ? [] : [`COMMENT ${doubleQuoted(to.comment ?? "")}`]),
  ];
  return [
    ...(clauses.length === 0 ? [] : [`ALTER SEQUENCE ${qualified(to)} ${clauses.join(" ")}`]),
    ...(options.length === 0 ? [] : [`ALTER TABLE ${qualified(to)} ${options.join(", ")}`]),
  ];
}
