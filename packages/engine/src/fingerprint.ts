import { createHash } from "node:crypto";
import type { Dialect, ObjectKind, SchemaObject, State } from "@atlas/core";
import { refKey, refOf } from "@atlas/core";

/** Raised when equal states get other fingerprints than before, so that stored ones are not taken for changes. */
export const fingerprintVersion = 2;

/**
 * What stands for a state in a plan: equal for equal states, whatever they were read from.
 *
 * SHA-256 in base64 over the objects alone: neither the server's version nor what is unmanaged counts.
 */
export function fingerprint(state: State, kinds: readonly ObjectKind[]): string {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const essenceOf = (object: SchemaObject): unknown => byName.get(object.kind)?.essence?.(object) ?? object;
  const hash = createHash("sha256");
  const shapes = new Shapes();
  const keyed = state.objects.map((object): [string, SchemaObject] => [refKey(refOf(object)), object]);
  keyed.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, object] of keyed) hash.update(`${canonicalText(essenceOf(object), shapes)}\n`);
  return hash.digest("base64");
}

/**
 * The hash of a state that users see and keep: SHA-256 in base64 of its canonical HCL, in which the schema of a
 * bound state is called `default_schema`.
 *
 * Plans carry `fingerprint`, not this: the text has facts that are never compared, such as the order of
 * columns and the comment that a server gives to its schemas.
 */
export function stateHash(state: State, dialect: Dialect): string {
  return createHash("sha256").update(dialect.hcl.print(state, "default_schema")).digest("base64");
}

/** JSON with sorted keys and without absent members. */
export function canonical(value: unknown): string {
  return canonicalText(value, new Shapes());
}

function canonicalText(value: unknown, shapes: Shapes): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  // Written in loops: a state of thousands of tables has hundreds of thousands of members.
  let text = "";
  if (Array.isArray(value)) {
    for (const member of value)
      text += text === "" ? canonicalText(member, shapes) : `,${canonicalText(member, shapes)}`;
    return `[${text}]`;
  }
  const members = value as Readonly<Record<string, unknown>>; // A plain object of the model.
  for (const { key, label } of shapes.labelsOf(members)) {
    const member = members[key];
    if (member !== undefined) text += `${text === "" ? "" : ","}${label}${canonicalText(member, shapes)}`;
  }
  return `{${text}}`;
}

interface Label {
  readonly key: string;
  /** As it stands in JSON, with its colon. */
  readonly label: string;
}

/** Objects by the keys they have, one after the other. */
interface Shape {
  readonly longer: Map<string, Shape>;
  labels?: readonly Label[];
}

/** The sorted keys of objects: most have the same as many others, and sorting them takes longer than all the rest. */
class Shapes {
  readonly #none: Shape = { longer: new Map() };

  labelsOf(value: Readonly<Record<string, unknown>>): readonly Label[] {
    let shape = this.#none;
    for (const key in value) {
      let longer = shape.longer.get(key);
      if (!longer) shape.longer.set(key, (longer = { longer: new Map() }));
      shape = longer;
    }
    return (shape.labels ??= Object.keys(value)
      .toSorted()
      .map((key) => ({ key, label: `${quoted(key)}:` })));
  }
}

/** Nearly every name and type is plain, and then needs no call out of the language. */
function quoted(text: string): string {
  return /^[\w .,:()]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}
