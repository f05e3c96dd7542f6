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
import { CircleError, normalize, printSteps, type Scratch } from "@atlas/engine";
import { intoSchema, sqlOf, type TextPart } from "./parts.ts";
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
 * The state that schemas describe which are in HCL, or made of parts some of which are: their objects are created on
 * a dev database, and what its catalog then says counts.
 *
 * @throws {AtlasError} `E_HCL` for what cannot be read, `E_SCOPE` where the schemas are not those that are
 *   asked for, `E_SQL` with the place of the block whose statement failed.
 */
export async function normalizeDeclared(
  scratch: Scratch,
  parts: readonly TextPart[],
  context: DeclaredContext,
): Promise<State> {
  const { dialect, bound, selection, signal } = context;
  const { driver } = scratch;
  const loading: Loading = { statements: [], declared: [], schemas: new Set(), hasSql: false };
  for (const part of parts) {
    if (part.language === "hcl") loadDeclared(part, driver, context, loading);
    else {
      const statements = sqlOf(part, dialect, bound, driver.sessionDefaults);
      loading.statements.push(...statements.map((statement) => ({ statement })));
      loading.hasSql = true;
    }
  }
  const isWhole = driver.bound === null;
  const schemas = !isWhole ? [] : loading.hasSql ? selection.schemas : [...loading.schemas];
  const statements = loading.statements.map(({ statement }) => statement);
  const state = await normalize(scratch, statements, { schemas }, { signal }).catch((error: unknown) => {
    throw atItsBlock(error, loading.statements);
  });
  return asDeclared(state, loading.declared);
}

/** What was read of the parts so far. */
interface Loading {
  /** Those with a block were made of it. */
  readonly statements: { readonly statement: SqlStatement; readonly ofBlock?: true }[];
  readonly declared: DeclaredSchema[];
  /** Names of the schemas that HCL declares, or is loaded into. */
  readonly schemas: Set<string>;
  hasSql: boolean;
}

/** Adds the statements that create what a part in HCL declares. */
function loadDeclared(part: TextPart, driver: Driver, context: DeclaredContext, loading: Loading): void {
  const { dialect, bound } = context;
  // In a database of one schema, its own label says nothing new.
  const label = part.schema === bound ? undefined : part.schema;
  if (label !== undefined) intoSchema([], part, dialect, bound);
  const declared = dialect.hcl.read(part.texts, {
    bound: driver.bound !== null || label !== undefined,
    variables: part.variables,
    onSchemas: (names) =>
      label === undefined ? assertScope(names, part.texts, driver, context) : assertOne(names, label),
  });
  loading.declared.push(declared);
  const schemas = label === undefined ? declared.schemas : [label];
  // What earlier parts made is there; what SQL made nobody knows without asking.
  const unsure = schemas.filter(
    (name) => driver.bound === null && loading.hasSql && !loading.schemas.has(name),
  );
  const before = dialect.intoSchema
    ? unsure.flatMap((schema) => intoSchema([], { ...part, schema }, dialect, bound))
    : [];
  const known = new Set(dialect.intoSchema ? [...loading.schemas, ...unsure] : loading.schemas);
  const made = statementsOf(driver, declared, part.texts, label === undefined ? driver.bound : label, known);
  const statements = [
    ...before,
    ...(label === undefined ? made : intoSchema(made, part, dialect, bound)),
    ...(label === undefined ? [] : describing(label, declared, part, driver)),
  ];
  loading.statements.push(...statements.map((statement) => ({ statement, ofBlock: true as const })));
  for (const name of schemas) loading.schemas.add(name);
}

/** What a schema is said to be that all of a part is loaded into. */
function describing(
  label: string,
  declared: DeclaredSchema,
  { texts }: TextPart,
  driver: Driver,
): readonly SqlStatement[] {
  const { boundSchema } = declared;
  if (!boundSchema) return [];
  const whole = { ...declared, schemas: [label], objects: [{ ...boundSchema, name: label }] };
  return statementsOf(driver, whole, texts, null, new Set([label]));
}

/** What is loaded into a schema is one itself, whatever it is called. */
function assertOne(names: readonly string[], label: string): void {
  if (names.length === 1) return;
  const told = names.map((name) => JSON.stringify(name)).join(", ");
  throw new AtlasError(
    "E_SCOPE",
    `schema ${JSON.stringify(label)} cannot be loaded from HCL that declares ${names.length} schemas${told && `: ${told}`}`,
    { hint: "Declare one schema in the part, or leave out its label." },
  );
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

/**
 * Creates all objects, each statement at the place of its block.
 *
 * @param bound - the schema that all are in; `null`: they name theirs.
 * @param known - names of schemas that are there already.
 */
function statementsOf(
  { dialect, version }: Driver,
  declared: DeclaredSchema,
  texts: readonly SourceText[],
  bound: string | null,
  known: ReadonlySet<string>,
): readonly SqlStatement[] {
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
  const present = state.objects.flatMap(({ kind, schema, name }) =>
    kind === "schema" && known.has(name) ? [{ kind, schema, name }] : [],
  );
  const first = { file: texts[0]?.name ?? "schema.hcl", line: 1, column: 1 };
  return stepsOf(dialect, state, present, declared).map((step) => ({
    text: step.sql,
    ...(placeOf(step, declared) ?? first),
    printed: true,
  }));
}

/** What stands in a circle is told at its first block. */
function stepsOf(
  dialect: Dialect,
  state: State,
  present: readonly SchemaObject[],
  declared: DeclaredSchema,
): readonly Step[] {
  try {
    return printSteps(dialect, state, "", present);
  } catch (error) {
    if (!(error instanceof CircleError)) throw error;
    const [place] = error.circle
      .flatMap((ref) => declared.placeOf(ref) ?? [])
      .toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
    throw place ? new CircleError(error.circle, place) : error;
  }
}

function placeOf({ sources }: Step, declared: DeclaredSchema) {
  for (const { subject } of sources) {
    const place = declared.placeOf(subject);
    if (place) return place;
  }
  return undefined;
}

/** The server points into a statement that nobody wrote: the block it was made of is the place. */
function atItsBlock(error: unknown, statements: Loading["statements"]): unknown {
  if (!(error instanceof AtlasError) || error.code !== "E_SQL") return error;
  const index = error.details["index"];
  const failed = typeof index === "number" ? statements[index] : undefined;
  if (!failed?.ofBlock) return error;
  const { file, line, column } = failed.statement;
  return new AtlasError("E_SQL", error.message, {
    details: error.details,
    ...(error.hint !== undefined && { hint: error.hint }),
    place: { file, line, column },
    cause: error,
  });
}

/** A bound schema has the name and the attributes that the texts give to it, not those of the dev database. */
function asDeclared(state: State, parts: readonly DeclaredSchema[]): State {
  const names = [...new Set(parts.flatMap(({ schemas }) => schemas))];
  const [name, other] = names;
  if (state.scope.bound === null || name === undefined) return state;
  if (other !== undefined)
    throw new AtlasError(
      "E_SCOPE",
      `one schema is declared as ${JSON.stringify(name)} and ${JSON.stringify(other)}`,
      {
        hint: "Give it one name in all parts, or use URLs of a whole database.",
      },
    );
  const { boundSchema: _ofDev, ...rest } = state;
  // Later parts add to what earlier ones say.
  const boundSchema = parts
    .flatMap((part) => part.boundSchema ?? [])
    .reduce<SchemaObject | undefined>((all, one) => ({ ...all, ...one }), undefined);
  return { ...rest, scope: { ...state.scope, bound: name }, ...(boundSchema && { boundSchema }) };
}

function compareNames(left: SchemaObject, right: SchemaObject): number {
  return compare(left.schema, right.schema) || compare(left.name, right.name);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
