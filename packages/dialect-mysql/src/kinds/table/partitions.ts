import { withoutParentheses } from "../../expressions.ts";
import { identifierValue, literalValue } from "../../literals.ts";
import { assignmentsOf, closingAt, is, type Piece, splitAtCommas, sqlOf } from "./create-text.ts";
import type { Partition, Partitioning, PartitionMethod } from "./model.ts";

export interface ReadPartitioning {
  readonly partitioning: Partitioning;
  /** What of it is not modelled, such as `MAX_ROWS of partition p0`. */
  readonly unmanaged: readonly string[];
}

/**
 * Reads what stands behind `PARTITION BY`. The catalog tells less: nothing of an interval of system time, and of the
 * default partition of a list that it holds 0.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/create-table.html and https://mariadb.com/kb/en/partitioning-overview/
 */
export function readPartitioning(pieces: readonly Piece[]): ReadPartitioning {
  const reader = new Reader(pieces);
  const unmanaged: string[] = [];
  const by = readMethod(reader, unmanaged);
  const number = reader.number("PARTITIONS");
  const sub = reader.takes("SUBPARTITION", "BY") ? readMethod(reader, unmanaged) : undefined;
  const perPartition = reader.number("SUBPARTITIONS");
  const definitions = reader.group();
  const partitions = definitions
    ? splitAtCommas(definitions).map((definition) => readPartition(definition, unmanaged))
    : countedPartitions(by, number ?? 1);
  const count = perPartition ?? (sub ? (partitions[0]?.subpartitions?.length ?? 1) : undefined);
  return {
    partitioning: {
      by,
      ...(sub && { subpartitionBy: { ...sub, ...(count !== undefined && { count }) } }),
      partitions: sub ? partitions.map((each) => withSubpartitions(each, count ?? 1)) : partitions,
    },
    unmanaged,
  };
}

/** Pieces in their order. */
class Reader {
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  takes(...keywords: readonly string[]): boolean {
    const found = keywords.every((keyword, offset) => is(this.#pieces[this.#at + offset], keyword));
    if (found) this.#at += keywords.length;
    return found;
  }

  take(): Piece | undefined {
    return this.#pieces[this.#at++];
  }

  number(keyword: string): number | undefined {
    return this.takes(keyword) ? Number(this.take()?.text) : undefined;
  }

  /** What stands in parentheses here; `undefined`: nothing does. */
  group(): readonly Piece[] | undefined {
    if (this.#pieces[this.#at]?.text !== "(") return undefined;
    const end = closingAt(this.#pieces, this.#at);
    const inner = this.#pieces.slice(this.#at + 1, end);
    this.#at = end + 1;
    return inner;
  }

  /** Up to one of these keywords, a group, or the end. */
  upTo(...keywords: readonly string[]): readonly Piece[] {
    const from = this.#at;
    while (
      this.#at < this.#pieces.length &&
      this.#pieces[this.#at]?.text !== "(" &&
      !keywords.some((keyword) => is(this.#pieces[this.#at], keyword))
    )
      this.#at++;
    return this.#pieces.slice(from, this.#at);
  }
}

function readMethod(reader: Reader, unmanaged: string[]): PartitionMethod {
  if (reader.takes("SYSTEM_TIME")) {
    const expression = sqlOf(reader.upTo("PARTITIONS"));
    return { method: "SYSTEM_TIME", ...(expression !== "" && { expression }) };
  }
  const linear = reader.takes("LINEAR");
  if (reader.takes("KEY")) {
    if (reader.takes("ALGORITHM", "=")) unmanaged.push(`ALGORITHM = ${reader.take()?.text ?? ""} of KEY`);
    return { method: linear ? "LINEAR KEY" : "KEY", columns: namesIn(reader.group()) };
  }
  if (reader.takes("HASH"))
    return { method: linear ? "LINEAR HASH" : "HASH", ...expressionIn(reader.group()) };
  const word = reader.takes("LIST") ? "LIST" : (reader.takes("RANGE"), "RANGE");
  if (reader.takes("COLUMNS")) return { method: `${word} COLUMNS`, columns: namesIn(reader.group()) };
  return { method: word, ...expressionIn(reader.group()) };
}

function namesIn(pieces: readonly Piece[] = []): readonly string[] {
  return splitAtCommas(pieces).map((part) => identifierValue(part[0]?.text ?? ""));
}

function expressionIn(pieces: readonly Piece[] = []): { readonly expression: string } {
  return { expression: withoutParentheses(sqlOf(pieces)) };
}

function readPartition(pieces: readonly Piece[], unmanaged: string[]): Partition {
  const reader = new Reader(pieces.slice(1));
  const name = identifierValue(reader.take()?.text ?? "");
  const values = readValues(reader);
  const options = reader.upTo();
  const subpartitions = reader.group();
  const comment = commentOf(options);
  nameUnmanaged(options, `partition ${name}`, unmanaged);
  return {
    name,
    ...(values !== undefined && { values }),
    ...(comment !== undefined && { comment }),
    ...(subpartitions && {
      subpartitions: splitAtCommas(subpartitions).map((part) => {
        const called = identifierValue(part[1]?.text ?? "");
        nameUnmanaged(part, `subpartition ${called}`, unmanaged, "COMMENT");
        return called;
      }),
    }),
  };
}

function readValues(reader: Reader): string | undefined {
  if (reader.takes("VALUES", "LESS", "THAN"))
    return reader.takes("MAXVALUE") ? "LESS THAN MAXVALUE" : `LESS THAN (${sqlOf(reader.group() ?? [])})`;
  if (reader.takes("VALUES", "IN")) return `IN (${sqlOf(reader.group() ?? [])})`;
  return ["HISTORY", "CURRENT", "DEFAULT"].find((word) => reader.takes(word));
}

function commentOf(options: readonly Piece[]): string | undefined {
  const at = options.findIndex((piece) => is(piece, "COMMENT"));
  return at < 0 ? undefined : literalValue(options[at + 2]?.text ?? "''");
}

/** The engine is that of the table. */
function nameUnmanaged(
  options: readonly Piece[],
  of: string,
  unmanaged: string[],
  ...more: readonly string[]
) {
  for (const { name } of assignmentsOf(options))
    if (more.includes(name) || (name !== "ENGINE" && name !== "COMMENT")) unmanaged.push(`${name} of ${of}`);
}

/** The names that a server gives to partitions of which only the number is known. */
function countedPartitions({ method }: PartitionMethod, number: number): readonly Partition[] {
  return Array.from({ length: number }, (_, at): Partition => {
    if (method !== "SYSTEM_TIME") return { name: `p${at}` };
    return at === number - 1 ? { name: "pn", values: "CURRENT" } : { name: `p${at}`, values: "HISTORY" };
  });
}

function withSubpartitions(partition: Partition, count: number): Partition {
  const { name, subpartitions } = partition;
  return {
    ...partition,
    subpartitions: subpartitions ?? Array.from({ length: count }, (_, at) => `${name}sp${at}`),
  };
}
