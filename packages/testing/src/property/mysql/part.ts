import type { Flavour } from "@atlas/dev-database";
import fc from "fast-check";

/** One way to make a part. */
export interface Form {
  readonly sql: string;
  /** What has to be there: tables (`people`), columns (`people.word`), parts, or words that forms give. */
  readonly needs?: readonly string[];
  /** Words that others may need, beside the name of the part. */
  readonly gives?: readonly string[];
  /** Default: both. */
  readonly only?: Flavour;
}

/** One object that a schema may hold, in one of several forms. */
export interface Part {
  readonly name: string;
  /** What each form needs. */
  readonly needs?: readonly string[];
  readonly only?: Flavour;
  readonly forms: readonly (string | Form)[];
}

/** Which form of each part; `null`: it is not there. */
export type Choices = readonly (number | null)[];

export function choicesOf(parts: readonly Part[]): fc.Arbitrary<Choices> {
  return fc.tuple(...parts.map(({ forms }) => fc.option(fc.nat(forms.length - 1), { freq: 2 })));
}

/** The statements of the parts that were chosen, in their order, each only where what it needs is there. */
export function statementsOf(
  parts: readonly Part[],
  chosen: Choices,
  flavour: Flavour,
  there: ReadonlySet<string>,
): readonly string[] {
  const present = new Set(there);
  return parts.flatMap((part, at) => {
    const form = part.forms[chosen[at] ?? -1];
    if (form === undefined || (part.only ?? flavour) !== flavour) return [];
    const { sql, needs = [], gives = [], only = flavour } = typeof form === "string" ? { sql: form } : form;
    if (only !== flavour || ![...(part.needs ?? []), ...needs].every((need) => present.has(need))) return [];
    for (const name of [part.name, ...gives]) present.add(name);
    return [sql];
  });
}
