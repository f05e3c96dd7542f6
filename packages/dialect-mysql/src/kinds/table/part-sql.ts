import { AtlasError } from "@atlas/core";
import { inParentheses } from "../../expressions.ts";
import { type Server, supports } from "../../flavour.ts";
import { doubleQuoted, ident, qualified } from "../../text.ts";
import { fold } from "./equal.ts";
import type {
  Check,
  Column,
  ForeignKey,
  Index,
  IndexPart,
  IndexType,
  Partition,
  Partitioning,
  PartitionMethod,
  Period,
  PrimaryKey,
} from "./model.ts";

/** @param engine - of the table, as the model has it. */
export function primaryKeySql(key: PrimaryKey, engine: string | undefined): string {
  return [
    "PRIMARY KEY",
    ...usingSql(key.type, engine),
    partsSql(key.parts, key.withoutOverlaps),
    ...commentSql(key.comment),
  ].join(" ");
}

/** @param engine - of the table, as the model has it. */
export function indexSql(index: Index, server: Server, engine: string | undefined): string {
  const kind = ["FULLTEXT", "SPATIAL", "VECTOR"].find((type) => type === index.type);
  return [
    ...(index.unique ? ["UNIQUE"] : kind === undefined ? [] : [kind]),
    `INDEX ${ident(index.name)}`,
    ...usingSql(index.type, engine),
    partsSql(index.parts, index.withoutOverlaps),
    ...commentSql(index.comment),
    ...(index.parser === undefined ? [] : [`WITH PARSER ${ident(index.parser)}`]),
    ...index.options.map(({ name, value }) => `${name}=${value}`),
    ...(index.invisible ? [visibilityWord(true, server)] : []),
  ].join(" ");
}

/** Indexes of tables in memory are hashes unless they say otherwise. */
function usingSql(type: IndexType, engine = ""): readonly string[] {
  const isSaid = type === "HASH" || type === "RTREE" || (type === "BTREE" && fold(engine) === "memory");
  return isSaid ? [`USING ${type}`] : [];
}

/** What the optimizer does not use is invisible to MySQL and ignored by MariaDB. */
export function visibilityWord(invisible: boolean, server: Server): string {
  if (supports(server, "ignoredIndex")) return invisible ? "IGNORED" : "NOT IGNORED";
  return invisible ? "INVISIBLE" : "VISIBLE";
}

function partsSql(parts: readonly IndexPart[], withoutOverlaps: string | undefined): string {
  const list = [
    ...parts.map(partSql),
    ...(withoutOverlaps === undefined ? [] : [`${ident(withoutOverlaps)} WITHOUT OVERLAPS`]),
  ];
  return `(${list.join(", ")})`;
}

function partSql({ column, expression = "", prefix, descending }: IndexPart): string {
  const what = column === undefined ? inParentheses(expression) : ident(column);
  return `${what}${prefix === undefined ? "" : ` (${prefix})`}${descending ? " DESC" : ""}`;
}

function commentSql(comment = ""): readonly string[] {
  return comment === "" ? [] : [`COMMENT ${doubleQuoted(comment)}`];
}

/** @throws {AtlasError} `E_INPUT` for SET NULL on a column that cannot be NULL. */
export function foreignKeySql(key: ForeignKey, columns: readonly Column[]): string {
  const actions = [key.onUpdate, key.onDelete];
  for (const name of actions.includes("SET NULL") ? key.columns : []) {
    const column = columns.find((one) => fold(one.name) === fold(name));
    if (column && !column.nullable)
      throw new AtlasError(
        "E_INPUT",
        `foreign key constraint was "${name}" SET NULL, but column "${name}" is NOT NULL`,
        {
          details: { foreignKey: key.name, column: name },
          hint: "Let the column be NULL, or choose another action.",
        },
      );
  }
  return [
    `CONSTRAINT ${ident(key.name)} FOREIGN KEY (${key.columns.map(ident).join(", ")})`,
    `REFERENCES ${qualified(key.references)} (${key.references.columns.map(ident).join(", ")})`,
    `ON UPDATE ${key.onUpdate} ON DELETE ${key.onDelete}`,
  ].join(" ");
}

/** @throws {AtlasError} `E_UNSUPPORTED_CHANGE` where the server only parses checks. */
export function checkSql(check: Check, server: Server): string {
  if (!supports(server, "check"))
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `version "${server.text}" does not support CHECK constraints`,
      { details: { check: check.name }, hint: "Leave the check out, or use a newer server." },
    );
  const enforced = check.enforced ? "" : " NOT ENFORCED";
  return `CONSTRAINT ${ident(check.name)} CHECK ${inParentheses(check.expression)}${enforced}`;
}

export function periodSql({ name, from, to }: Period): string {
  // The period of system time has a name that is a keyword.
  const called = fold(name) === "system_time" ? "SYSTEM_TIME" : ident(name);
  return `PERIOD FOR ${called} (${ident(from)}, ${ident(to)})`;
}

/** `PARTITION BY …`, as it follows the options of a table. */
export function partitionBySql({ by, subpartitionBy, partitions }: Partitioning): string {
  const isCounted = partitions.every(isPlain);
  return [
    `PARTITION BY ${methodSql(by)}`,
    ...(isCounted ? [`PARTITIONS ${partitions.length}`] : []),
    ...(subpartitionBy
      ? [`SUBPARTITION BY ${methodSql(subpartitionBy)}`, ...countSql(subpartitionBy, partitions)]
      : []),
    ...(isCounted
      ? []
      : [`(${partitions.map((one) => partitionSql(one, namesSubpartitions(partitions))).join(", ")})`]),
  ].join(" ");
}

function countSql({ count }: PartitionMethod, partitions: readonly Partition[]): readonly string[] {
  return count === undefined || namesSubpartitions(partitions) ? [] : [`SUBPARTITIONS ${count}`];
}

/** Whether their subpartitions have to be named: all of them are, or none, and the server names them by number. */
function namesSubpartitions(partitions: readonly Partition[]): boolean {
  return partitions.some(({ name, subpartitions }) =>
    subpartitions?.some((one, at) => one !== `${name}sp${at}`),
  );
}

/** A partition that only a number asks for: it has the name that the server gives it. */
function isPlain({ name, values, comment, subpartitions }: Partition, at: number): boolean {
  return values === undefined && comment === undefined && !subpartitions && name === `p${at}`;
}

/** `RANGE (id)` */
export function methodSql({ method, columns, expression }: PartitionMethod): string {
  if (method === "SYSTEM_TIME") return expression === undefined ? method : `${method} ${expression}`;
  return `${method} (${columns ? columns.map(ident).join(", ") : (expression ?? "")})`;
}

export function partitionSql(partition: Partition, isNamed = namesSubpartitions([partition])): string {
  const { name, values, comment, subpartitions } = partition;
  const isWord = values !== undefined && /^(?:HISTORY|CURRENT|DEFAULT)$/.test(values);
  return [
    `PARTITION ${ident(name)}`,
    ...(values === undefined ? [] : [isWord ? values : `VALUES ${values}`]),
    ...commentSql(comment),
    ...(isNamed && subpartitions
      ? [`(${subpartitions.map((one) => `SUBPARTITION ${ident(one)}`).join(", ")})`]
      : []),
  ].join(" ");
}
