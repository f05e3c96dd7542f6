import {
  AtlasError,
  type DeclaredSchema,
  type Dialect,
  type Driver,
  scopeOf,
  type SchemaObject,
  type SourceText,
  type SqlStatement,
  type State,
  type Step,
} from "@atlas/core";
import { normalize, printSteps, type Scratch } from "@atlas/engine";
import type { Selection } from "./requests.ts";

/** What reading HCL needs to know besides the texts. */
export interface DeclaredContext {
  readonly dialect: Dialect;
  /**
   * The schema that the other side is bound to, "" for one without a name; `null`: it is a whole database,
   * `undefined`: there is no other side.
   */
  readonly bound: string | null | undefined;
  readonly hasDevUrl: boolean;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

/**
 * The state that schemas in HCL describe: their objects are created on a dev database, and what its catalog
 * then says counts.
 *
 * @throws {AtlasError} `E_HCL` for what cannot be read, `E_SCOPE` where the schemas are not those that are
 *   asked for, `E_SQL` with the place of the block whose statement failed.
 */
export async function normalizeDeclared(
  scratch: Scratch,
  texts: readonly SourceText[],
  context: DeclaredContext,
): Promise<State> {
  const { dialect, selection, signal } = context;
  const { driver } = scratch;
  const declared = dialect.hcl.read(texts, {
    bound: driver.bound !== null,
    variables: selection.variables ?? {},
    onSchemas: (names) => assertScope(names, texts, driver, context),
  });
  const statements = statementsOf(driver, declared, texts);
  const schemas = driver.bound === null ? declared.schemas : [];
  const state = await normalize(scratch, statements, { schemas }, { signal }).catch((error: unknown) => {
    throw atItsBlock(error, statements);
  });
  return asDeclared(state, declared);
}

/** The schemas of the texts are those that the database holds, and those that were asked for. */
function assertScope(
  names: readonly string[],
  texts: readonly SourceText[],
  driver: Driver,
  { bound, hasDevUrl, selection }: DeclaredContext,
): void {
  const limit = hasDevUrl ? (driver.bound ?? bound) : bound;
  if (names.length > 1 && typeof limit === "string")
    throw new AtlasError(
      "E_SCOPE",
      `cannot use HCL with more than 1 schema when ${hasDevUrl ? "dev-url" : "url"} is limited to schema ${JSON.stringify(limit)}`,
      { hint: "Use URLs of a whole database, or declare one schema." },
    );
  const [name] = names;
  if (name !== undefined && typeof bound === "string" && bound !== "" && name !== bound)
    throw new AtlasError(
      "E_SCOPE",
      `mismatched HCL and database schemas: ${JSON.stringify(bound)} <> ${JSON.stringify(name)}`,
      { hint: `Declare schema ${JSON.stringify(bound)}, or connect to the other one.` },
    );
  if (selection.schemas.length === 0 || driver.bound !== null) return;
  const extra = names.find((candidate) => !selection.schemas.includes(candidate));
  if (extra === undefined) return;
  const paths = texts.map((text) => text.name).join(" ");
  throw new AtlasError(
    "E_SCOPE",
    `schema ${JSON.stringify(extra)} from paths [${paths}] is not requested (all schemas in HCL must be requested)`,
    { hint: `Add --schema ${extra}, or leave the flag out.` },
  );
}

/** Creates all objects, each statement at the place of its block. */
function statementsOf(
  driver: Driver,
  declared: DeclaredSchema,
  texts: readonly SourceText[],
): readonly SqlStatement[] {
  const { dialect, version, bound } = driver;
  const order = new Map(dialect.kinds.map(({ name }, at) => [name, at]));
  const state: State = {
    dialect: dialect.name,
    version,
    scope: scopeOf(bound, bound === null ? declared.schemas : []),
    objects: declared.objects.toSorted(
      (a, b) => (order.get(a.kind) ?? 0) - (order.get(b.kind) ?? 0) || compareNames(a, b),
    ),
    unmanaged: [],
  };
  const first = { file: texts[0]?.name ?? "schema.hcl", line: 1, column: 1 };
  return printSteps(dialect, state, "").map((step) => ({
    text: step.sql,
    ...(placeOf(step, declared) ?? first),
  }));
}

function placeOf({ sources }: Step, declared: DeclaredSchema) {
  for (const { subject } of sources) {
    const place = declared.placeOf(subject);
    if (place) return place;
  }
  return undefined;
}

/** The server points into a statement that nobody wrote: the block it was made of is the place. */
function atItsBlock(error: unknown, statements: readonly SqlStatement[]): unknown {
  if (!(error instanceof AtlasError) || error.code !== "E_SQL") return error;
  const index = error.details["index"];
  const statement = typeof index === "number" ? statements[index] : undefined;
  if (!statement) return error;
  const { file, line, column } = statement;
  return new AtlasError("E_SQL", error.message, {
    details: error.details,
    ...(error.hint !== undefined && { hint: error.hint }),
    place: { file, line, column },
    cause: error,
  });
}

/** A bound schema has the name and the attributes that the texts give to it, not those of the dev database. */
function asDeclared(state: State, declared: DeclaredSchema): State {
  const [name] = declared.schemas;
  if (state.scope.bound === null || name === undefined) return state;
  const { boundSchema: _ofDev, ...rest } = state;
  const { boundSchema } = declared;
  return { ...rest, scope: { ...state.scope, bound: name }, ...(boundSchema && { boundSchema }) };
}

function compareNames(left: SchemaObject, right: SchemaObject): number {
  return compare(left.schema, right.schema) || compare(left.name, right.name);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
