import {
  AtlasError,
  type CallOptions,
  type Driver,
  type MigrationSupport,
  type QueryRows,
  type QueryValue,
  type Revision,
  revisionsTable,
  type RevisionWriting,
} from "@atlas/core";

/** A row that says which database this is; not a revision. */
export const identifierVersion = ".atlas_cloud_identifier";

/** The schema of the table where a connection is to the whole database. */
const ownSchema = "atlas_schema_revisions";

export interface RevisionsOptions extends CallOptions {
  readonly migrations: MigrationSupport;
  /** Where the table is. Default: the schema the connection is bound to, else one of its own. */
  readonly schema?: string | undefined;
}

/**
 * The revisions table of one database: what it held when it was opened, and what was written since.
 *
 * Opening takes one round trip where the table is there, listing none. Somebody else's writes are not seen: whoever
 * changes something holds the lock.
 */
export class Revisions {
  /** Where the table is, or would be. */
  readonly schema: string;
  readonly #driver: Driver;
  readonly #support: MigrationSupport;
  readonly #rows: Map<string, Revision>;
  /** Of the table; `undefined`: there is none. */
  #columns: readonly string[] | undefined;

  /**
   * @throws {AtlasError} `E_MIGRATE` where it is unclear which table is meant (`details.ambiguous` is true: cli.md §6.4
   *   shows `hint` as a paragraph of its own), and for a table of this name that holds something else.
   */
  static async open(driver: Driver, options: RevisionsOptions): Promise<Revisions> {
    const { migrations, signal } = options;
    const schema = locate(driver, options.schema);
    const found = await read(driver, migrations, schema, signal);
    if (found) return new Revisions(driver, migrations, schema, found);
    const where = await find(driver, migrations, signal);
    // The first read may have failed for another reason than that there is no table: it is tried again to be told.
    const columns = where.get(schema);
    if (columns) assertRevisions(schema, columns);
    if (columns) {
      const rows = await ask(driver, migrations.revisions.read(schema), signal);
      return new Revisions(driver, migrations, schema, rows);
    }
    const isUnclear = options.schema === undefined && driver.bound !== null && where.has(ownSchema);
    if (isUnclear && schema !== ownSchema) throw ambiguous(schema);
    return new Revisions(driver, migrations, schema, undefined);
  }

  private constructor(
    driver: Driver,
    support: MigrationSupport,
    schema: string,
    found: QueryRows | undefined,
  ) {
    this.#driver = driver;
    this.#support = support;
    this.schema = schema;
    this.#columns = found?.columns;
    if (found) assertRevisions(schema, found.columns);
    const rows = found ? found.rows.map((row) => revisionOf(found.columns, row)) : [];
    this.#rows = new Map(rows.map((row) => [row.version, row]));
    this.#rows.delete(identifierVersion);
  }

  /** Whether the table is there. */
  get exists(): boolean {
    return this.#columns !== undefined;
  }

  /** All revisions, by version. */
  list(): readonly Revision[] {
    return [...this.#rows.values()].sort((one, other) => (one.version < other.version ? -1 : 1));
  }

  get(version: string): Revision | undefined {
    return this.#rows.get(version);
  }

  /** Makes the table, or brings it to the present layout. No round trip where nothing is to be done. */
  async ensure(options?: CallOptions): Promise<void> {
    const { revisions } = this.#support;
    const statements =
      this.#columns === undefined
        ? revisions.create(this.schema)
        : revisions.upgrade(this.schema, this.#columns);
    if (statements.length > 0) await this.#driver.execute(statements.join(";\n"), options);
    this.#columns ??= [];
    // Asked again, there is nothing to do.
    if (statements.length > 0)
      this.#columns = (await ask(this.#driver, revisions.read(this.schema), options?.signal)).columns;
  }

  /** The statement that writes a row, for who runs it together with others; `noted` says that it is done. */
  writing(revision: Revision, options?: RevisionWriting): string {
    requireRevision(revision.version);
    return this.#support.revisions.write(this.schema, revision, options);
  }

  /** What the table holds of a version now, after something went wrong. */
  async reread(version: string, options?: CallOptions): Promise<Revision | undefined> {
    const { columns, rows } = await ask(
      this.#driver,
      this.#support.revisions.read(this.schema),
      options?.signal,
    );
    const row = rows.map((each) => revisionOf(columns, each)).find((each) => each.version === version);
    this.noted(version, row);
    return row;
  }

  /** Takes note of what the table holds now: `undefined` for a version that it does not hold. */
  noted(version: string, revision: Revision | undefined): void {
    if (revision) this.#rows.set(version, revision);
    else this.#rows.delete(version);
  }

  async write(revision: Revision, options?: CallOptions): Promise<void> {
    await this.#driver.execute(this.writing(revision), options);
    this.noted(revision.version, revision);
  }

  /** The statement that removes rows, for who runs it together with others. */
  removing(versions: readonly string[]): string {
    versions.forEach(requireRevision);
    return this.#support.revisions.remove(this.schema, versions);
  }

  async remove(versions: readonly string[], options?: CallOptions): Promise<void> {
    if (versions.length === 0) return;
    await this.#driver.execute(this.removing(versions), options);
    for (const version of versions) this.#rows.delete(version);
  }
}

function locate(driver: Driver, wanted: string | undefined): string {
  if (driver.dialect.name === "sqlite") {
    if (wanted !== undefined && wanted !== "main")
      throw new AtlasError(
        "E_MIGRATE",
        `cannot store revisions-table in a separate schema (${JSON.stringify(wanted)}) with SQLite driver`,
        { hint: "Leave out --revisions-schema: a SQLite database is one schema." },
      );
    return "main";
  }
  return wanted ?? driver.bound ?? ownSchema;
}

/** The rows of the table; `undefined`: it could not be read, most likely because there is none. */
async function read(
  driver: Driver,
  support: MigrationSupport,
  schema: string,
  signal: AbortSignal | undefined,
): Promise<QueryRows | undefined> {
  try {
    return await ask(driver, support.revisions.read(schema), signal);
  } catch (error) {
    if (error instanceof AtlasError && (error.code === "E_SQL" || error.code === "E_PERMISSION"))
      return undefined;
    throw error;
  }
}

/** The columns of each table of this name, by its schema. */
async function find(
  driver: Driver,
  support: MigrationSupport,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await ask(driver, support.revisions.find, signal);
  const found = new Map<string, string[]>();
  for (const [schema, column] of rows)
    found.set(String(schema), [...(found.get(String(schema)) ?? []), String(column)]);
  return found;
}

async function ask(driver: Driver, sql: string, signal: AbortSignal | undefined): Promise<QueryRows> {
  if (!driver.query)
    throw new AtlasError("E_MIGRATE", `${driver.dialect.name} databases cannot hold a revisions table`, {
      hint: "Use a database of another family.",
    });
  return driver.query(sql, [], { signal });
}

function ambiguous(schema: string): AtlasError {
  return new AtlasError("E_MIGRATE", "ambiguous revision table", {
    details: { ambiguous: true, connected: schema, found: ownSchema },
    hint: `There is no revisions table in the connected schema '${schema}', but there is one in the schema '${ownSchema}'. Say with '--revisions-schema' which schema holds it, or delete the schema '${ownSchema}' if it is not used.`,
  });
}

/** All layouts that there have been have these columns. */
function assertRevisions(schema: string, columns: readonly string[]): void {
  const missing = ["version", "executed_at"].find((column) => !columns.includes(column));
  if (missing === undefined) return;
  throw new AtlasError(
    "E_MIGRATE",
    `the table ${JSON.stringify(revisionsTable)} in schema ${JSON.stringify(schema)} is not a revisions table: it has no column "${missing}"`,
    {
      details: { columns },
      hint: "Rename the table, or keep the revisions in another schema with --revisions-schema.",
    },
  );
}

function requireRevision(version: string): void {
  if (version !== identifierVersion) return;
  throw new AtlasError("E_MIGRATE", "cannot read revision-table identifier as revision", {
    hint: "Give the migration file another version.",
  });
}

/** Columns that an older layout lacks are as if nothing had been written to them. */
function revisionOf(columns: readonly string[], row: readonly QueryValue[]): Revision {
  const values = new Map(columns.map((name, index) => [name, row[index] ?? null]));
  const text = (name: string): string => String(values.get(name) ?? "");
  const number = (name: string, otherwise = 0): number => Number(values.get(name) ?? otherwise);
  return {
    version: text("version"),
    description: text("description"),
    type: number("type", 2),
    applied: number("applied"),
    total: number("total"),
    executedAt: text("executed_at"),
    executionTime: number("execution_time"),
    error: text("error"),
    errorStmt: text("error_stmt"),
    hash: text("hash"),
    partialHashes: hashesOf(text("partial_hashes")),
    operatorVersion: text("operator_version"),
  };
}

function hashesOf(text: string): readonly string[] {
  if (text === "") return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}
