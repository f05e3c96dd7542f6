import fc from "fast-check";

/** One way to make a part. */
interface Form {
  readonly sql: string;
  /** What has to be there: names of parts, or words that forms give. */
  readonly needs?: readonly string[];
  /** Words that others may need, beside the name of the part. */
  readonly gives?: readonly string[];
  /** The first PostgreSQL major that has it; default: all. */
  readonly since?: number;
}

/** One object, column or attribute that a schema may hold, in one of several forms. */
export interface Part {
  readonly name: string;
  /** What each form needs. */
  readonly needs?: readonly string[];
  readonly forms: readonly (string | Form)[];
  /** Where a comment may be put: `TABLE people`. Only for parts whose forms are all of that kind. */
  readonly comment?: string;
}

/** Which form of a part, and which comment; `null`: not there. */
type Choice = readonly [form: number, comment: number] | null;

/**
 * Schemas as SQL text: some of the parts, in their order, each only where what it needs is there. Two of them have
 * much in common and much not, and what references something is left, changed or gone along with it.
 */
export function schemasOf(parts: readonly Part[], major: number): fc.Arbitrary<string> {
  const choices = parts.map(({ forms }) =>
    fc.option(fc.tuple(fc.nat(forms.length - 1), fc.nat(5)), { freq: 3 }),
  );
  return fc.tuple(...choices).map((chosen: readonly Choice[]) => schemaOf(parts, chosen, major));
}

function schemaOf(parts: readonly Part[], chosen: readonly Choice[], major: number): string {
  const present = new Set<string>();
  const statements: string[] = [];
  for (const [at, part] of parts.entries()) {
    const choice = chosen[at];
    if (!choice) continue;
    const form = part.forms[choice[0]] ?? "";
    const { sql, needs = [], gives = [], since = 0 } = typeof form === "string" ? { sql: form } : form;
    if (since > major || ![...(part.needs ?? []), ...needs].every((need) => present.has(need))) continue;
    for (const name of [part.name, ...gives]) present.add(name);
    statements.push(`${sql};`);
    const comment = comments[choice[1]];
    if (part.comment !== undefined && comment !== undefined)
      statements.push(`COMMENT ON ${part.comment} IS ${comment};`);
  }
  return statements.join("\n");
}

/** Beyond the last: none. */
const comments: readonly string[] = ["'A comment'", `E'It''s "two"\\nlines; \${not} a template'`];
