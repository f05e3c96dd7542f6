import type { CallOptions } from "@atlas/core";
import { restoreSettings, setNames } from "./greeting.ts";
import { missingSchema, systemSchemas } from "./inspect.ts";
import type { CatalogRow } from "./kind.ts";
import type { Session } from "./session.ts";
import { ident, singleQuoted } from "./text.ts";

const userSchemas = `SELECT SCHEMA_NAME AS name FROM INFORMATION_SCHEMA.SCHEMATA
  WHERE SCHEMA_NAME NOT IN (${systemSchemas.map(singleQuoted).join(", ")}) ORDER BY SCHEMA_NAME`;

/** Schemas beside the one that is bound; a database is there only because somebody made it. */
export async function outside(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<readonly string[]> {
  if (bound === null) return [];
  const rows = await session.query(userSchemas, { signal: options?.signal });
  return rows.map(nameOf).filter((name) => !isSame(session, name, bound));
}

/** Why a dev database cannot be used; `undefined`: it is clean. One round trip. */
export async function dirt(
  session: Session,
  bound: string | null,
  options?: CallOptions,
): Promise<string | undefined> {
  const context = { signal: options?.signal };
  if (bound === null) {
    const [row] = await session.query(userSchemas, context);
    return row && `found schema ${JSON.stringify(nameOf(row))}`;
  }
  const name = singleQuoted(bound);
  const [schemas = [], ...contents] = await session.multi(
    [
      `SELECT SCHEMA_NAME AS name FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ${name}`,
      // Tables first, as they are what matters most.
      `SELECT TABLE_NAME AS name, CASE TABLE_TYPE WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END AS kind
        FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ${name} ORDER BY kind <> 'table', name`,
      `SELECT ROUTINE_NAME AS name, LOWER(ROUTINE_TYPE) AS kind
        FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_SCHEMA = ${name} ORDER BY kind, name`,
      `SELECT EVENT_NAME AS name, 'event' AS kind
        FROM INFORMATION_SCHEMA.EVENTS WHERE EVENT_SCHEMA = ${name} ORDER BY name`,
    ],
    context,
  );
  if (schemas.length === 0) throw missingSchema(bound);
  const [row] = contents.flat();
  return row && `found ${row["kind"]} ${JSON.stringify(nameOf(row))} in schema ${JSON.stringify(bound)}`;
}

/**
 * Empties a dev database: everything in the bound schema, or every schema. The bound one is dropped and made again, as
 * nothing else takes along what a server may have of kinds that we do not know.
 *
 * @param collation - of the bound schema when the connection was made: a script may have changed it.
 */
export async function clean(
  session: Session,
  bound: string | null,
  collation: string | null,
  options?: CallOptions,
): Promise<void> {
  const context = { signal: options?.signal };
  const statements =
    bound === null
      ? (await session.query(userSchemas, context)).map(
          (row) => `DROP DATABASE IF EXISTS ${ident(nameOf(row))}`,
        )
      : await remake(session, bound, collation, options);
  try {
    if (statements.length > 0)
      await session.multi(["SET SESSION foreign_key_checks = 0", ...statements], context);
  } finally {
    // Also what a plan left that stopped half-way.
    await session.multi([setNames(session.settings), restoreSettings(session.greeting)]);
  }
}

async function remake(
  session: Session,
  name: string,
  collation: string | null,
  options?: CallOptions,
): Promise<readonly string[]> {
  const [row] = await session.query(`SHOW CREATE DATABASE ${ident(name)}`, { signal: options?.signal });
  const create = row?.["Create Database"];
  if (!create) throw missingSchema(name);
  return [
    `DROP DATABASE ${ident(name)}`,
    create,
    `USE ${ident(name)}`,
    ...(collation === null ? [] : [`ALTER DATABASE ${ident(name)} COLLATE ${singleQuoted(collation)}`]),
  ];
}

function nameOf(row: CatalogRow): string {
  return row["name"] ?? "";
}

function isSame({ greeting }: Session, one: string, other: string): boolean {
  return greeting.defaults.lowerCaseTableNames === 0
    ? one === other
    : one.toLowerCase() === other.toLowerCase();
}
