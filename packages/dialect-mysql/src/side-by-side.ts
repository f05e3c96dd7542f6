import { availableParallelism } from "node:os";
import { type CallOptions, type SqlStatement, throwIfCancelled } from "@atlas/core";
import { clean, dirt } from "./dev-use.ts";
import { supports } from "./flavour.ts";
import { runScript } from "./script.ts";
import type { Session } from "./session.ts";
import { singleQuoted } from "./text.ts";

/** A schema of a server of our own. */
export interface OwnSchema {
  readonly session: Session;
  readonly bound: string;
  /** Its collation, should it have to be made again. */
  readonly collation: string | null;
  /** Another session like the one that is there. */
  readonly openAnother: () => Promise<Session>;
}

/** From so many tables on a second session is worth its while. */
const manyTables = 200;

/**
 * Creates the tables that a script begins with in two sessions at once: MySQL works on its dictionary for 3 ms with each
 * table, and on two tables at a time. What comes of it is what comes of the same statements in their order, or nothing:
 * then the schema is as empty as it was, and whoever asks runs them in their order, errors and all.
 *
 * @returns how many statements have been run; 0 when it cannot be done, or was not the same.
 */
export async function createSideBySide(
  schema: OwnSchema,
  statements: readonly SqlStatement[],
  options: CallOptions = {},
): Promise<number> {
  const { session, bound, collation } = schema;
  if (!supports(session.greeting.server, "dataDictionary") || availableParallelism() < 2) return 0;
  const halves = halvesOf(statements);
  if (halves === undefined || (await dirt(session, bound, options)) !== undefined) return 0;
  const other = await schema.openAnother().catch(() => undefined);
  if (other === undefined) return 0;
  try {
    if (await isSame(schema, other, halves, options)) return halves.first.length + halves.second.length;
  } finally {
    await other.close();
  }
  throwIfCancelled(options.signal);
  await clean(session, bound, collation, options);
  return 0;
}

async function isSame(
  { session, bound }: OwnSchema,
  other: Session,
  { first, second, across }: Halves,
  { signal }: CallOptions,
): Promise<boolean> {
  const stop = new AbortController();
  const together = { signal: AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]) };
  const run = async (on: Session, part: readonly SqlStatement[]): Promise<void> => {
    try {
      await runScript(on, part, bound, together);
    } catch (error) {
      stop.abort();
      throw error;
    }
  };
  const uncheckedSecond = second.flatMap((statement, at) =>
    across.has(at) ? [checks(statement, 0), statement, checks(statement, 1)] : [statement],
  );
  const results = await Promise.allSettled([run(session, first), run(other, uncheckedSecond)]);
  if (results.some(({ status }) => status === "rejected")) return false;
  const children = [...across.values()];
  if (children.length === 0) return true;
  const [row] = await session.query(acrossQuery(bound, children), { signal });
  return row?.["bad"] === "0" && Number(row["tables"]) === children.length;
}

function checks(at: SqlStatement, on: 0 | 1): SqlStatement {
  return { ...at, text: `SET foreign_key_checks = ${on}` };
}

export interface Halves {
  readonly first: readonly SqlStatement[];
  readonly second: readonly SqlStatement[];
  /** Those of the second, by their index, that refer to tables of the first; with the names of their tables. */
  readonly across: ReadonlyMap<number, string>;
}

/** More would take longer to look at than the second session saves. */
const mostAcross = 300;

/** Halves of the tables that a script begins with; `undefined`: it begins with few, or their order matters. */
export function halvesOf(statements: readonly SqlStatement[]): Halves | undefined {
  const isPrinted = statements[0]?.printed;
  const tables: Table[] = [];
  for (const { text, printed } of statements) {
    const table = printed === isPrinted ? tableOf(text) : undefined;
    if (table === undefined) break;
    tables.push(table);
  }
  const places = new Map(tables.map(({ name }, at) => [name.toLowerCase(), at]));
  if (tables.length < manyTables || places.size < tables.length) return undefined;
  const middle = tables.length >> 1;
  const across = new Map<number, string>();
  for (const [at, { name, references }] of tables.entries())
    for (const reference of references) {
      const place = places.get(reference.toLowerCase());
      // What is not there yet fails in its order.
      if (place === undefined || place > at) return undefined;
      if (at >= middle && place < middle) across.set(at - middle, name);
    }
  if (across.size > mostAcross) return undefined;
  return { first: statements.slice(0, middle), second: statements.slice(middle, tables.length), across };
}

interface Table {
  readonly name: string;
  /** Names of the tables that its foreign keys refer to. */
  readonly references: readonly string[];
}

const name = "(`(?:[^`]|``)+`|[A-Za-z_][\\w$]*)";
const beginning = new RegExp(`^create\\s+table\\s+${name}\\s*\\(`, "i");

/** What is made of other tables, or lies in what others share; comments that some servers read. */
const ofOthers = /\b(?:select|union|tablespace)\b|\)[^'"`]*\btable\b|\/\*M?!/i;

const referring = new RegExp(`\\breferences\\s+${name}\\s*\\(`, "gi");

/** @returns `undefined` for whatever is not plainly a table of the schema, made of nothing but its text. */
function tableOf(text: string): Table | undefined {
  // Looking for what is not there takes longer the longer it is.
  const found = text.length > 20_000 ? undefined : beginning.exec(text)?.[1];
  if (found === undefined || ofOthers.test(text)) return undefined;
  const references = [...text.matchAll(referring)].map(([, referred = ""]) => unquoted(referred));
  if (references.length !== (text.match(/\breferences\b/gi) ?? []).length) return undefined;
  return { name: unquoted(found), references };
}

function unquoted(text: string): string {
  return text.startsWith("`") ? text.slice(1, -1).replaceAll("``", "`") : text;
}

/**
 * Foreign keys that were made unchecked, and how many of these the server would have refused: it wants columns alike, and a
 * unique key of just these columns, as `restrict_fk_on_non_standard_key` says.
 */
function acrossQuery(bound: string, children: readonly string[]): string {
  const schema = singleQuoted(bound);
  return `SELECT COUNT(DISTINCT k.TABLE_NAME) AS \`tables\`, SUM(
      p.COLUMN_NAME IS NULL OR r.UNIQUE_CONSTRAINT_NAME IS NULL OR NOT (c.COLLATION_NAME <=> p.COLLATION_NAME)
      OR NOT (c.DATA_TYPE <=> p.DATA_TYPE) OR (c.COLUMN_TYPE LIKE '%unsigned%') <> (p.COLUMN_TYPE LIKE '%unsigned%')
      OR (SELECT COUNT(*) FROM INFORMATION_SCHEMA.STATISTICS s WHERE s.TABLE_SCHEMA = ${schema}
          AND s.TABLE_NAME = k.REFERENCED_TABLE_NAME AND s.INDEX_NAME = r.UNIQUE_CONSTRAINT_NAME AND s.NON_UNIQUE = 0)
        <> (SELECT COUNT(*) FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE o WHERE o.CONSTRAINT_SCHEMA = ${schema}
          AND o.TABLE_NAME = k.TABLE_NAME AND o.CONSTRAINT_NAME = k.CONSTRAINT_NAME)) AS bad
    FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE k
    JOIN INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = ${schema}
      AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
    JOIN INFORMATION_SCHEMA.COLUMNS c ON c.TABLE_SCHEMA = ${schema}
      AND c.TABLE_NAME = k.TABLE_NAME AND c.COLUMN_NAME = k.COLUMN_NAME
    LEFT JOIN INFORMATION_SCHEMA.COLUMNS p ON p.TABLE_SCHEMA = ${schema}
      AND p.TABLE_NAME = k.REFERENCED_TABLE_NAME AND p.COLUMN_NAME = k.REFERENCED_COLUMN_NAME
    WHERE k.TABLE_SCHEMA = ${schema} AND k.REFERENCED_TABLE_NAME IS NOT NULL
      AND k.TABLE_NAME IN (${children.map(singleQuoted).join(", ")})`;
}
