import {
  AtlasError,
  bySchemaAndName,
  type CallOptions,
  distinctUnmanaged,
  type SchemaObject,
  scopeOf,
  type State,
  type UnmanagedObject,
} from "@atlas/core";
import { type Server, supports } from "./flavour.ts";
import type {
  CatalogQuery,
  CatalogRow,
  CatalogRows,
  MysqlKind,
  QueryContext,
  ReadContext,
  ServerDefaults,
} from "./kind.ts";
import { singleQuoted } from "./text.ts";

/** Schemas that belong to the server. @see https://dev.mysql.com/doc/refman/8.4/en/system-schema.html */
export const systemSchemas = [
  "information_schema",
  "innodb",
  "mysql",
  "performance_schema",
  "sys",
  "metrics_schema",
  "lbac_database",
] as const;

/** What reading needs of a connection. */
export interface CatalogSession {
  /** Runs statements in one round trip; the rows of each, empty for those that give none. */
  multi(statements: readonly string[], options?: CallOptions): Promise<readonly (readonly CatalogRow[])[]>;
}

export interface InspectOptions extends CallOptions {
  readonly kinds: readonly MysqlKind[];
  /** What is not modelled and belongs to no kind. */
  readonly unmanaged: {
    readonly queries: readonly CatalogQuery[];
    read(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[];
  };
  /** Of the schema that the connection is bound to. */
  readonly boundSchemaOf: (rows: CatalogRows, context: ReadContext) => SchemaObject | undefined;
  readonly bound: string | null;
  /** Of a whole server only these; empty: all. */
  readonly schemas: readonly string[];
  readonly server: Server;
  readonly defaults: ServerDefaults;
  /** See `ReadContext`. */
  readonly readsEverything?: boolean;
}

/**
 * Reads all that the kinds know in two round trips, whatever the number of tables; one more settles what only
 * `SHOW CREATE` tells. The catalog of this family knows no snapshot.
 */
export async function inspect(session: CatalogSession, options: InspectOptions): Promise<State> {
  const context: ReadContext = {
    server: options.server,
    defaults: options.defaults,
    bound: options.bound,
    readsEverything: options.readsEverything ?? false,
    schemaName: (name) => (name === options.bound ? "" : name),
  };
  const wanted = queryContext(options);
  const rows = new Map<string, readonly CatalogRow[]>();
  const first = [...options.kinds.flatMap((kind) => kind.catalog), ...options.unmanaged.queries];
  await askWhatIsAllowed(session, [boundQuery(options.bound), ...first], wanted, rows, options);
  if (options.bound !== null && (rows.get("bound") ?? []).length === 0) throw missingSchema(options.bound);
  const further = options.kinds.flatMap((kind) => kind.further?.(rows, context) ?? []);
  await askWhatIsAllowed(session, further, wanted, rows, options);

  const boundSchema = options.bound === null ? undefined : options.boundSchemaOf(rows, context);
  return {
    dialect: "mysql",
    version: options.server.text,
    scope: scopeOf(options.bound, options.bound === null ? options.schemas : []),
    ...(boundSchema && { boundSchema }),
    objects: options.kinds.flatMap((kind) => kind.read(rows, context).toSorted(bySchemaAndName)),
    unmanaged: distinctUnmanaged([
      ...options.kinds.flatMap((kind) => kind.unmanaged?.(rows, context) ?? []),
      ...options.unmanaged.read(rows, context),
    ]),
  };
}

/** Without the answers that the server refuses, where the kinds can do without them. */
async function askWhatIsAllowed(...asked: Parameters<typeof ask>): Promise<void> {
  const [session, queries, ...rest] = asked;
  const isRefused = (error: unknown): boolean =>
    error instanceof AtlasError && (error.code === "E_PERMISSION" || error.code === "E_SQL");
  const deniable = queries.filter((query) => query.deniable);
  try {
    await ask(session, queries, ...rest);
  } catch (error) {
    if (!isRefused(error) || deniable.length === 0) throw error;
    await ask(
      session,
      queries.filter((query) => !query.deniable),
      ...rest,
    );
    const single = deniable.filter((query) => !query.optional).map((query) => [query]);
    for (const group of [...single, deniable.filter((query) => query.optional)])
      await ask(session, group, ...rest).catch((reason: unknown) => {
        if (!isRefused(reason)) throw reason;
      });
  }
}

async function ask(
  session: CatalogSession,
  queries: readonly CatalogQuery[],
  wanted: QueryContext,
  rows: Map<string, readonly CatalogRow[]>,
  { server, signal }: InspectOptions,
): Promise<void> {
  const asked = queries.flatMap(({ name, sql }) => {
    const text = sql(wanted);
    return text === undefined ? [] : [{ name, text }];
  });
  if (asked.length === 0) return;
  const settings = textSettings(server);
  const restore = restoreSettings(settings);
  try {
    const answers = await session.multi(
      [applySettings(settings), ...asked.map(({ text }) => text), restore],
      { signal },
    );
    for (const [index, { name }] of asked.entries()) rows.set(name, answers[index + 1] ?? []);
  } catch (error) {
    // What failed in the middle left the settings as they are needed here.
    await session.multi([restore]).catch(() => {});
    throw error;
  }
}

/** Whether the bound schema is there at all. */
function boundQuery(bound: string | null): CatalogQuery {
  return {
    name: "bound",
    sql: () =>
      bound === null
        ? undefined
        : `SELECT SCHEMA_NAME AS name FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ${singleQuoted(bound)}`,
  };
}

function queryContext({ server, bound, schemas }: InspectOptions): QueryContext {
  const names = bound === null ? schemas : [bound];
  const listed = (names.length === 0 ? systemSchemas : names).map(singleQuoted).join(", ");
  const operator = names.length === 0 ? "NOT IN" : "IN";
  const folders = (names.length === 0 ? [""] : names).map((name) =>
    singleQuoted(name === "" ? "%/%" : `${likeText(name)}/%`),
  );
  return {
    server,
    inSchemas: (column) => `${column} ${operator} (${listed})`,
    inFolders: (column) => `(${folders.map((folder) => `${column} LIKE ${folder}`).join(" OR ")})`,
  };
}

/** A text as a pattern of LIKE that stands for itself. */
function likeText(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}

type Setting = readonly [name: string, value: string];

/** What the server's own text of a definition depends on. The time zone stays: defaults are written in it, too. */
function textSettings(server: Server): readonly Setting[] {
  return [
    ["sql_mode", "''"],
    ["sql_quote_show_create", "1"],
    // A server with STRICT_ALL_TABLES refuses more than it can have.
    ["group_concat_max_len", "1073741824"],
    ...(supports(server, "cachedStatistics") ? [["information_schema_stats_expiry", "0"] as const] : []),
  ];
}

function applySettings(settings: readonly Setting[]): string {
  const saved = settings.map(([name]) => `@atlas_${name} = @@SESSION.${name}`);
  return `SET ${[...saved, ...settings.map(([name, value]) => `SESSION ${name} = ${value}`)].join(", ")}`;
}

function restoreSettings(settings: readonly Setting[]): string {
  return `SET ${settings.map(([name]) => `SESSION ${name} = @atlas_${name}`).join(", ")}`;
}

export function missingSchema(name: string): AtlasError {
  return new AtlasError("E_INPUT", `mysql: schema ${JSON.stringify(name)} was not found`, {
    details: { schema: name },
    hint: "Create the database first, or correct its name in the URL.",
  });
}
