import {
  AtlasError,
  bySchemaAndName,
  type CallOptions,
  distinctUnmanaged,
  scopeOf,
  type State,
} from "@atlas/core";
import { answersOf, conditionsSql, type Question, questionsOf, worthAsking } from "./catalog.ts";
import type { CatalogRows, PostgresKind, ReadContext } from "./kind.ts";
import { boundSchemaOf } from "./kinds/schema.ts";
import {
  dependsOnPath,
  emptyPath,
  narrowIds,
  narrowSettings,
  narrowSql,
  objectsQuery,
  onPath,
} from "./narrow.ts";
import { callContext, type Query, type Row, type Session } from "./session.ts";
import { withoutStrays } from "./stray-parts.ts";
import { ident } from "./text.ts";
import { readUnmanaged, unmanagedQueries } from "./unmanaged.ts";

export interface InspectOptions extends CallOptions {
  readonly kinds: readonly PostgresKind[];
  readonly bound: string | null;
  /** Of a whole database only these; empty: all. */
  readonly schemas: readonly string[];
  readonly version: string;
  /** `server_version_num`, such as 160014. */
  readonly serverVersion: number;
  /** The session reads more than once: plans of catalog queries are kept. */
  readonly keepPlans: boolean;
}

const schemasQuery = `SELECT n.nspname AS name
  FROM pg_catalog.pg_namespace n
  -- The prefix is the server's own: nobody else can create such a schema.
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND CASE WHEN $2 <> '' THEN n.nspname = $2
      ELSE (pg_catalog.cardinality($1::text[]) = 0 OR n.nspname = ANY ($1::text[]))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
            AND d.objid = n.oid AND d.deptype = 'e')
      END
  ORDER BY n.nspname`;

/**
 * Reads all that the kinds know, in one snapshot and two round trips, whatever the number of tables.
 *
 * Inside a transaction it sees that transaction's own changes.
 */
export async function inspect(session: Session, options: InspectOptions): Promise<State> {
  const ownTransaction = session.transaction === "idle";
  const context = callContext(options);
  const settings = textSettings(options);
  const catalog = [...options.kinds.flatMap((kind) => kind.catalog), ...unmanagedQueries];
  const start: Query[] = [
    ...(ownTransaction ? [{ sql: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" }] : []),
    { sql: readSettings, values: [[...settings, ...narrowSettings].map(([name]) => name)] },
    applySettings(settings),
    {
      sql: schemasQuery,
      ...(options.keepPlans && { name: "atlas_start_schemas" }),
      values: [options.schemas, options.bound ?? ""],
    },
    ...(options.bound === null ? [] : [objectsQuery(options.bound, options.keepPlans)]),
    // Who keeps plans has made them all once, and asks of small parts of large databases.
    ...(options.keepPlans ? [] : [{ sql: conditionsSql(catalog) }]),
  ];
  try {
    const started = await session.pipeline(start, context);
    const [before = [], , named = [], objects = []] = started.slice(ownTransaction ? 1 : 0);
    const schemas = named.map((row) => String(row["name"]));
    if (options.bound !== null && schemas.length === 0) throw missingSchema(options.bound);

    const questions = questionsOf(
      worthAsking(catalog, options.keepPlans ? undefined : started.at(-1)?.[0]),
      options.serverVersion,
    );
    const asked = ask(questions, schemas, options, narrowIds(objects[0]));
    const answers = await session.pipeline(
      [
        ...asked.before,
        ...asked.queries.flat(),
        ownTransaction ? { sql: "COMMIT" } : applySettings(before.map(settingOf)),
      ],
      context,
    );
    // What is sent along with a query comes after it.
    let position = asked.before.length;
    const rows = asked.queries.map((queries) => answers[(position += queries.length) - queries.length] ?? []);
    return toState(answersOf(questions, rows), options);
  } catch (error) {
    if (ownTransaction && session.transaction !== "idle") await session.query({ sql: "ROLLBACK" });
    if (ownTransaction && error instanceof AtlasError && error.code === "E_LOCK_TIMEOUT")
      throw await lockedTables(session, error);
    throw error;
  }
}

/**
 * @param ids - of the objects of the bound schema, where it is a small part of its database.
 */
function ask(
  questions: readonly Question[],
  schemas: readonly string[],
  { bound, keepPlans }: InspectOptions,
  ids: readonly string[] | undefined,
): { readonly before: readonly Query[]; readonly queries: readonly (readonly Query[])[] } {
  if (bound === null || ids === undefined)
    return {
      before: bound === null ? [] : [applySettings([["search_path", ident(bound)]])],
      queries: questions.map(({ name, sql }) => [
        { sql, ...(keepPlans && { name: `atlas_${name}` }), values: [schemas, bound ?? ""] },
      ]),
    };
  return {
    before: [
      applySettings([...narrowSettings, ...(keepPlans ? [] : [["search_path", ident(bound)] as const])]),
    ],
    queries: questions.map(({ name, sql: wide }) => {
      const sql = narrowSql(wide);
      const values = sql === wide ? [schemas, bound] : [schemas, bound, ids];
      if (!keepPlans) return [{ sql, values }];
      const kept = { name: `atlas_narrow_${name}`, values };
      return dependsOnPath(sql) ? [{ ...kept, sql: onPath(sql) }, emptyPath] : [{ ...kept, sql }];
    }),
  };
}

/** How long reading waits for a table that somebody has locked, in milliseconds. */
const lockTimeoutMs = 5_000;

/** Says which tables are locked, and by whom, as far as the server tells. */
async function lockedTables(session: Session, cause: AtlasError): Promise<AtlasError> {
  const rows = await session.query({
    sql: `SELECT c.oid::pg_catalog.regclass::text AS name, l.pid
      FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm')
      WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
      ORDER BY 1 LIMIT 5`,
  });
  const tables = rows.map((row) => `${String(row["name"])} (process ${String(row["pid"])})`);
  return new AtlasError(
    "E_LOCK_TIMEOUT",
    `the schema cannot be read while other sessions lock its tables${tables.length === 0 ? "" : `: ${tables.join(", ")}`}`,
    {
      details: { ...cause.details, tables: rows.map((row) => String(row["name"])) },
      hint: "Nothing was changed. Wait for the other session to end its transaction, or end it if it hangs; then run again.",
      cause,
    },
  );
}

function toState(rows: CatalogRows, options: InspectOptions): State {
  const context: ReadContext = {
    serverVersion: options.serverVersion,
    bound: options.bound,
    schemaName: (name) => (name === options.bound ? "" : name),
  };
  const { objects, strays } = withoutStrays(
    options.kinds.flatMap((kind) => kind.read(rows, context).toSorted(bySchemaAndName)),
    options.kinds,
  );
  const boundSchema = options.bound === null ? undefined : boundSchemaOf(rows);
  return {
    dialect: "postgres",
    version: options.version,
    scope: scopeOf(options.bound, options.bound === null ? options.schemas : []),
    ...(boundSchema && { boundSchema }),
    objects,
    unmanaged: distinctUnmanaged([
      ...strays,
      ...options.kinds.flatMap((kind) => kind.unmanaged?.(rows, context) ?? []),
      ...readUnmanaged(rows, context),
    ]),
  };
}

type Setting = readonly [name: string, value: string];

/**
 * What the server's own text of an expression depends on. An empty search path qualifies every name; that of a bound
 * schema, whose names stay bare, is set once it is known how its objects are asked for.
 */
function textSettings(options: InspectOptions): readonly Setting[] {
  return [
    ["search_path", ""],
    ["DateStyle", "ISO"],
    ["IntervalStyle", "postgres"],
    ["TimeZone", "UTC"],
    ["bytea_output", "hex"],
    ["extra_float_digits", "1"],
    ["quote_all_identifiers", "off"],
    // Where the statistics of the catalog are old, the planner takes thousands of rows for one and walks
    // through all of them for each other one: seconds at 1,000 tables. Hashing is always near enough.
    ["enable_nestloop", "off"],
    // Text that names columns locks their table while it is made. Nobody waits long for who holds one.
    ["lock_timeout", String(lockTimeoutMs)],
    // Compiling a catalog query costs more than running it.
    ...(options.serverVersion >= 110_000 ? [["jit", "off"] as const] : []),
    // A plan that is kept has to do for any parameters, from its first use on.
    ...(options.keepPlans && options.serverVersion >= 120_000
      ? [["plan_cache_mode", "force_generic_plan"] as const]
      : []),
  ];
}

const readSettings = `SELECT s.name, pg_catalog.current_setting(s.name) AS value
  FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS s (name, position) ORDER BY s.position`;

/** Until the end of the transaction. Of several arrays, `unnest` is syntax: it takes no schema. */
function applySettings(settings: readonly Setting[]): Query {
  return {
    sql: `SELECT pg_catalog.count(pg_catalog.set_config(s.name, s.value, true))
      FROM unnest($1::text[], $2::text[]) AS s (name, value)`,
    values: [settings.map(([name]) => name), settings.map(([, value]) => value)],
  };
}

function settingOf(row: Row): Setting {
  return [String(row["name"]), String(row["value"])];
}

export function missingSchema(name: string): AtlasError {
  return new AtlasError("E_INPUT", `postgres: schema ${JSON.stringify(name)} was not found`, {
    details: { schema: name },
    hint: "Create the schema first, or correct search_path in the URL.",
  });
}
