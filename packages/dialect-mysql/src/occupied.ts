import { type CallOptions, revisionsTable } from "@atlas/core";
import { systemSchemas } from "./inspect.ts";
import type { Session } from "./session.ts";
import { singleQuoted } from "./text.ts";

/** Why migration files cannot start from nothing here; `undefined`: they can. One round trip. */
export async function occupied(
  session: Session,
  bound: string | null,
  revisionsSchema: string,
  options?: CallOptions,
): Promise<string | undefined> {
  const system = systemSchemas.map(singleQuoted).join(", ");
  const [schemas = [], tables = []] = await session.multi(
    [
      `SELECT SCHEMA_NAME AS name FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME NOT IN (${system}) ORDER BY SCHEMA_NAME`,
      `SELECT TABLE_NAME AS name FROM INFORMATION_SCHEMA.TABLES
        WHERE TABLE_SCHEMA = ${singleQuoted(bound ?? revisionsSchema)} AND TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE')
        ORDER BY TABLE_NAME`,
    ],
    { signal: options?.signal },
  );
  const own = (bound ?? revisionsSchema) === revisionsSchema;
  const found = tables.map(({ name }) => name ?? "").filter((name) => !own || name !== revisionsTable);
  const [first] = found;
  if (bound !== null)
    return first === undefined
      ? undefined
      : `found table ${JSON.stringify(first)} in schema ${JSON.stringify(bound)}`;
  if (schemas.length > 1) return `found multiple schemas: ${schemas.length}`;
  const [schema] = schemas;
  if (schema && schema["name"] !== revisionsSchema) return `found schema ${JSON.stringify(schema["name"])}`;
  if (found.length > 1) return `found multiple tables: ${found.length}`;
  return first === undefined ? undefined : `found table ${JSON.stringify(first)}`;
}
