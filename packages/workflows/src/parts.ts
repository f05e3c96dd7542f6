import {
  AtlasError,
  type Dialect,
  type Driver,
  type SourceText,
  type SqlStatement,
  type VariableInput,
} from "@atlas/core";
import { splitStatements } from "@atlas/sql";
import type { Selection, StateSource } from "./requests.ts";

/** Texts that are read together. A schema of one source is one part; a composite schema has several. */
export interface TextPart {
  readonly language: "sql" | "hcl";
  /** The schema that it is loaded into; `undefined`: it names its schemas itself. */
  readonly schema: string | undefined;
  /** Input variables of HCL. */
  readonly variables: Readonly<Record<string, VariableInput>>;
  /** At least one. */
  readonly texts: readonly SourceText[];
}

/** The parts of a side in the order in which they are loaded. */
export function partsOf(sources: readonly StateSource[], { variables = {} }: Selection): readonly TextPart[] {
  const parts: { key: string; part: TextPart; texts: SourceText[] }[] = [];
  for (const source of sources) {
    if (source.type !== "text") continue;
    const { name, text, language = "sql", schema, part: number = 0 } = source;
    const key = JSON.stringify([number, language, schema]);
    const last = parts.at(-1);
    if (last?.key === key) {
      last.texts.push({ name, text });
      continue;
    }
    const texts = [{ name, text }];
    parts.push({ key, texts, part: { language, schema, variables: source.variables ?? variables, texts } });
  }
  return parts.map(({ part }) => part);
}

/**
 * The statements of a part in SQL.
 *
 * @param defaults - of the server that they are meant for, as `Driver.sessionDefaults`.
 */
export function sqlOf(
  part: TextPart,
  dialect: Dialect,
  bound: string | null | undefined,
  defaults: Driver["sessionDefaults"],
): readonly SqlStatement[] {
  const syntax = (defaults && dialect.syntaxUnder?.(defaults)) ?? dialect.syntax;
  const statements = part.texts.flatMap(({ name, text }) => splitStatements(text, name, syntax));
  return intoSchema(statements, part, dialect, bound);
}

/**
 * Statements that name no schema, so that they make their objects in the schema of their part.
 *
 * @param bound - as `DeclaredContext.bound`.
 * @throws {AtlasError} `E_SCOPE` where there is only one schema, and it is another.
 */
export function intoSchema(
  statements: readonly SqlStatement[],
  { schema, texts }: TextPart,
  dialect: Dialect,
  bound: string | null | undefined,
): readonly SqlStatement[] {
  if (schema === undefined || schema === bound) return statements;
  if (!dialect.intoSchema || typeof bound === "string")
    throw new AtlasError("E_SCOPE", `schema ${JSON.stringify(schema)} cannot be loaded into one schema`, {
      hint: "Use URLs of a whole database, or parts without a label.",
    });
  const file = texts[0]?.name ?? "";
  const { before, after } = dialect.intoSchema(schema);
  const statement = (text: string): SqlStatement => ({ text, file, line: 1, column: 1 });
  return [...before.map(statement), ...statements, ...after.map(statement)];
}
