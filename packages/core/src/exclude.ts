import type { ObjectKind } from "./dialect.ts";
import { AtlasError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import type { SchemaObject, State } from "./state.ts";

interface PatternPart {
  readonly matches: (name: string) => boolean;
  /** Types of `[type=…]`; empty: any. */
  readonly types: readonly string[];
}

/**
 * Removes from a state what the patterns name.
 *
 * A pattern has up to three parts separated by dots: schema, object, and part of an object; in a state
 * bound to one schema the first is left out. Each part is a shell glob with an optional `[type=a|b]`.
 *
 * @throws {AtlasError} `E_EXCLUDE` for a malformed pattern.
 */
export function excludeFrom(state: State, patterns: readonly string[], kinds: readonly ObjectKind[]): State {
  return patterns.reduce((rest, pattern) => {
    const parts = parsePattern(pattern, state);
    for (const type of parts.flatMap(({ types }) => types)) checkType(type, pattern, state, kinds);
    return excludeOne(rest, parts, kinds);
  }, state);
}

function parsePattern(pattern: string, state: State): readonly PatternPart[] {
  if (pattern.trim() === "") throw malformed(pattern, `empty pattern: ${JSON.stringify(pattern)}`);
  const parts = splitPattern(pattern).map((part) => parsePart(part, pattern));
  const bound = state.scope.bound !== null;
  if (parts.length > (bound ? 2 : 3))
    throw malformed(pattern, `too many parts in pattern: ${JSON.stringify(pattern)}`);
  return bound ? [{ matches: () => true, types: ["schema"] }, ...parts] : parts;
}

/** Splits like one CSV record whose separator is the dot. */
function splitPattern(pattern: string): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  while (true) {
    let part = "";
    if (pattern[at] === '"') {
      at++;
      while (true) {
        if (at >= pattern.length)
          throw malformed(pattern, `unclosed quote in pattern: ${JSON.stringify(pattern)}`);
        if (pattern[at] === '"') {
          if (pattern[at + 1] !== '"') break;
          at++;
        }
        part += /[*?[\]\\]/.test(pattern[at] ?? "") ? `\\${pattern[at]}` : pattern[at];
        at++;
      }
      at++;
    }
    let depth = 0;
    while (at < pattern.length && (pattern[at] !== "." || depth > 0)) {
      if (pattern[at] === "[") depth++;
      else if (pattern[at] === "]") depth--;
      part += pattern[at++];
    }
    parts.push(part);
    if (at >= pattern.length) return parts;
    at++;
  }
}

function parsePart(part: string, pattern: string): PatternPart {
  const selector = /^(.*?)\[\s*type\s*=([^\]]*)\]$/s.exec(part);
  const glob = globToRegExp(selector ? (selector[1] ?? "") : part, pattern);
  const types = selector?.[2]?.split("|").map((type) => type.trim()) ?? [];
  return { matches: (name) => glob.test(name), types };
}

function globToRegExp(glob: string, pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "\\") {
      const next = glob[++at];
      if (next === undefined) throw malformed(pattern, `syntax error in pattern: ${JSON.stringify(pattern)}`);
      source += RegExp.escape(next);
    } else if (char === "[") {
      const end = glob.indexOf("]", at + 2);
      if (end < 0) throw malformed(pattern, `syntax error in pattern: ${JSON.stringify(pattern)}`);
      const body = glob.slice(at + 1, end);
      const negated = body.startsWith("^") || body.startsWith("!");
      const members = (negated ? body.slice(1) : body).replaceAll(/[\\\]^]/g, "\\$&");
      source += `[${negated ? "^" : ""}${members}]`;
      at = end;
    } else source += RegExp.escape(char);
  }
  return new RegExp(`^${source}$`, "su");
}

function malformed(pattern: string, message: string): AtlasError {
  return new AtlasError("E_EXCLUDE", message, {
    details: { pattern },
    hint: 'Write patterns as "schema.object.part" with shell globs, such as "*.tmp_*" or "public.t[type=table]".',
  });
}

/** Names that select several kinds of parts or objects. */
const selectorAliases: Readonly<Record<string, readonly string[]>> = {
  fk: ["foreign_key"],
  foreign_key: ["foreign_key"],
  pk: ["primary_key"],
  func: ["function"],
  proc: ["procedure"],
  type: ["type", "enum", "domain", "composite", "range"],
};

/**
 * Types that patterns may name on any database, whether it has such objects or not: one pattern serves several.
 * Others are the kinds of the dialect, and whatever is there without being managed.
 */
const commonTypes: readonly string[] = (
  "schema table base partition foreign_table view materialized column index " +
  "fk foreign_key pk primary_key unique exclusion check trigger rule " +
  "policy function func procedure proc aggregate sequence enum domain " +
  "composite range type extension event_trigger server role user permission " +
  "synonym virtual_table"
).split(" ");

/** A type that nothing has would protect nothing, and nobody would notice. */
function checkType(type: string, pattern: string, state: State, kinds: readonly ObjectKind[]): void {
  const known = new Set([
    ...commonTypes,
    ...kinds.flatMap(({ name, selectors = [] }) => [name, ...selectors]),
    ...state.unmanaged.map(({ kind }) => kind.replaceAll(" ", "_")),
  ]);
  if (known.has(type)) return;
  const meant = nearest(type, known);
  throw new AtlasError(
    "E_EXCLUDE",
    `unknown type ${JSON.stringify(type)} in pattern: ${JSON.stringify(pattern)}`,
    {
      details: { pattern },
      hint: meant ? `Did you mean [type=${meant}]?` : `Types are: ${[...known].toSorted().join(", ")}.`,
    },
  );
}

function selects(part: PatternPart, types: readonly string[]): boolean {
  if (part.types.length === 0) return true;
  return part.types.some((wanted) =>
    (selectorAliases[wanted] ?? [wanted]).some((name) => types.includes(name)),
  );
}

function excludeOne(state: State, parts: readonly PatternPart[], kinds: readonly ObjectKind[]): State {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const typesOf = (object: SchemaObject): readonly string[] => [
    object.kind,
    ...(byName.get(object.kind)?.selectors ?? []),
    ...(byName.get(object.kind)?.selectorsOf?.(object) ?? []),
  ];
  const titleOf = (object: SchemaObject): string => byName.get(object.kind)?.title?.(object) ?? object.name;
  const tableOf = tableIn(kinds);
  const pruned = (object: SchemaObject, keep: (type: string, name: string) => boolean): SchemaObject =>
    byName.get(object.kind)?.prune?.(object, keep) ?? object;
  const [schemaPart, objectPart, childPart] = parts;
  if (!schemaPart) return state;
  const isBound = state.scope.bound !== null;
  const inSchema = (schema: string): boolean =>
    isBound || (schemaPart.matches(schema) && selects(schemaPart, ["schema"]));

  if (!objectPart) {
    const gone = (object: SchemaObject): boolean =>
      (object.schema !== "" && inSchema(object.schema)) ||
      (object.schema === "" && schemaPart.matches(object.name) && selects(schemaPart, typesOf(object)));
    return {
      ...state,
      objects: state.objects.filter((object) => !gone(object)),
      unmanaged: state.unmanaged.filter((object) => object.schema === "" || !inSchema(object.schema)),
    };
  }

  const isTarget = (object: SchemaObject): boolean =>
    (isBound || object.schema !== "") &&
    inSchema(object.schema) &&
    objectPart.matches(titleOf(object)) &&
    selects(objectPart, typesOf(object));

  // Of what lies in no schema, such as an extension, the second part is a part of the object.
  const isOfDatabase = (object: SchemaObject): boolean =>
    !isBound &&
    object.schema === "" &&
    schemaPart.types.length > 0 &&
    schemaPart.matches(object.name) &&
    selects(schemaPart, typesOf(object));

  if (!childPart) {
    return {
      ...state,
      objects: withoutOrphans(state.objects, isTarget, tableOf).map((object) =>
        isOfDatabase(object)
          ? pruned(object, (type, name) => !(selects(objectPart, [type]) && objectPart.matches(name)))
          : object,
      ),
      unmanaged: state.unmanaged.filter(
        (object) =>
          !(
            inSchema(object.schema) &&
            objectPart.matches(bareName(object.name)) &&
            selects(objectPart, [object.kind.replaceAll(" ", "_")])
          ),
      ),
    };
  }
  const owners = Map.groupBy(
    state.objects.filter((object) => tableOf(object) === undefined),
    (object) => JSON.stringify([object.schema, object.name]),
  );
  /** A trigger is the third part of a pattern, below its table. */
  const isPart = (object: SchemaObject): boolean => {
    const table = tableOf(object);
    return (
      table !== undefined &&
      inSchema(object.schema) &&
      objectPart.matches(table) &&
      selects(objectPart, (owners.get(JSON.stringify([object.schema, table])) ?? []).flatMap(typesOf)) &&
      childPart.matches(titleOf(object)) &&
      selects(childPart, typesOf(object))
    );
  };
  return {
    ...state,
    objects: state.objects
      .filter((object) => !isPart(object))
      .map((object) =>
        isTarget(object)
          ? pruned(object, (type, name) => !(selects(childPart, [type]) && childPart.matches(name)))
          : object,
      ),
  };
}

/** The name of the table that an object goes along with. */
export function tableIn(kinds: readonly ObjectKind[]): (object: SchemaObject) => string | undefined {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return (object) => object.table ?? byName.get(object.kind)?.belongsTo?.(object);
}

/** What is left when some objects go; triggers and the like go with their table. */
function withoutOrphans(
  objects: readonly SchemaObject[],
  goes: (object: SchemaObject) => boolean,
  tableOf: (object: SchemaObject) => string | undefined,
): readonly SchemaObject[] {
  const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const [gone, left] = [new Set<string>(), new Set<string>()];
  for (const object of objects)
    if (tableOf(object) === undefined) (goes(object) ? gone : left).add(keyOf(object.schema, object.name));
  return objects.filter((object) => {
    if (goes(object)) return false;
    const table = tableOf(object);
    if (table === undefined) return true;
    const owner = keyOf(object.schema, table);
    return !gone.has(owner) || left.has(owner);
  });
}

/** `public.f(integer)` → `f`. */
function bareName(name: string): string {
  return name.replace(/\(.*$/s, "").replace(/^.*\./s, "");
}
