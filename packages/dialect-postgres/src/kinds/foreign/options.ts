import { AtlasError, describeRef, refOf, type SchemaObject, type StepsContext } from "@atlas/core";
import { ident, literal } from "../../text.ts";
import type { Option } from "../table/model.ts";

/** Options of foreign data by name, from the catalog's `name=value`. */
export function readOptions(list: readonly string[] | null): readonly Option[] {
  return (list ?? [])
    .map((text) => {
      const at = text.indexOf("=");
      return { name: text.slice(0, at), value: text.slice(at + 1) };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** ` OPTIONS ("host" 'db', "port" '5432')`; nothing for none. */
export function optionsSql(options: readonly Option[]): string {
  return options.length === 0 ? "" : ` OPTIONS (${options.map(optionSql).join(", ")})`;
}

function optionSql({ name, value }: Option): string {
  return `${ident(name)} ${literal(value)}`;
}

/** `OPTIONS (SET "host" 'db', ADD …, DROP …)`; `undefined`: they are the same. */
export function alterOptionsSql(from: readonly Option[], to: readonly Option[]): string | undefined {
  const before = new Map(from.map(({ name, value }) => [name, value]));
  const after = new Set(to.map(({ name }) => name));
  const actions = [
    ...from.filter(({ name }) => !after.has(name)).map(({ name }) => `DROP ${ident(name)}`),
    ...to.flatMap((option) => {
      const value = before.get(option.name);
      if (value === option.value) return [];
      return [`${value === undefined ? "ADD" : "SET"} ${optionSql(option)}`];
    }),
  ];
  return actions.length === 0 ? undefined : `OPTIONS (${actions.join(", ")})`;
}

/**
 * Whether options hold a secret, as a condition of SQL: what does never leaves the server. Told by the names that
 * wrappers give to passwords, keys and tokens, and by connection strings with a password in them.
 *
 * @param options - `text[]` of `name=value`.
 */
export function hasSecret(options: string): string {
  return `EXISTS (SELECT FROM pg_catalog.unnest(${options}) q
        WHERE pg_catalog.lower(pg_catalog.split_part(q, '=', 1)) ~ '(pass|pwd|secret|token|credential|api_?key|access_?key|private)'
            AND pg_catalog.lower(pg_catalog.split_part(q, '=', 1)) NOT IN ('password_required')
          OR pg_catalog.substr(q, pg_catalog.strpos(q, '=') + 1) ~* '(password|pwd)\\s*=|://[^/@ ]*:[^/@ ]*@')`;
}

/** What a user mapping is known by. */
export function mappingName(user: string, server: string): string {
  return `${user} on ${server}`;
}

/**
 * Refuses to make what is there already with a secret in it: nobody could tell in what the two differ.
 *
 * @param kind - how the unmanaged object begins, such as `foreign server`.
 */
export function refuseTwin(object: SchemaObject, kind: string, { from }: StepsContext): void {
  const twin = from.unmanaged.find(
    (other) => other.bareName === object.name && other.schema === "" && other.kind.startsWith(`${kind} w`),
  );
  if (!twin) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(refOf(object))} cannot be compared: there is a ${twin.kind} of that name`,
    {
      details: { kind: twin.kind, name: twin.name },
      hint: "Secrets in options are neither read nor written. Take it out of the schema, or exclude it.",
    },
  );
}
