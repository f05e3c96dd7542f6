import { AtlasError } from "@atlas/core";
import { errno } from "./error-numbers.ts";
import { errnoOf } from "./errors.ts";
import type { Greeting } from "./greeting.ts";
import { serverTitle } from "./flavour.ts";
import type { Session } from "./session.ts";
import { ident, singleQuoted } from "./text.ts";

/** System variables that decide what a schema text means; `database_collation` is that of the schema it is run in. */
const variables = [
  "sql_mode",
  "collation_server",
  "default_storage_engine",
  "explicit_defaults_for_timestamp",
] as const;

/** What texts mean on this connection, as `Driver.sessionDefaults`. */
export function sessionDefaultsOf(greeting: Greeting): Readonly<Record<string, string>> {
  const { defaults, userMode, explicitTimestamps, databaseCollation } = greeting;
  return {
    sql_mode: userMode,
    collation_server: defaults.collation,
    default_storage_engine: defaults.engine,
    explicit_defaults_for_timestamp: explicitTimestamps,
    lower_case_table_names: String(defaults.lowerCaseTableNames),
    ...(databaseCollation !== null && { database_collation: databaseCollation }),
  };
}

/**
 * Lets texts mean on a dev database what they mean on the target.
 *
 * @returns how the schema is given back, where it was changed.
 * @throws {AtlasError} `E_DEV_VERSION` where the dev server does not know the target's collation or engine, or where one
 *   of them keeps names of tables in lower case and the other does not.
 */
export async function adoptDefaults(
  session: Session,
  wanted: Readonly<Record<string, string>>,
): Promise<(() => Promise<void>) | undefined> {
  const { settings } = session;
  const present = sessionDefaultsOf(session.greeting);
  refuseOtherNames(present, wanted);
  for (const name of variables) {
    const value = wanted[name];
    // What the dev URL itself says is wanted so.
    if (value === undefined || value === present[name] || Object.hasOwn(settings.variables, name)) continue;
    await adopt(session, name, value);
  }
  await session.greetAgain();
  const collation = wanted["database_collation"];
  const own = present["database_collation"];
  if (collation === undefined || own === undefined || collation === own || !settings.database)
    return undefined;
  const schema = ident(settings.database);
  const alter = (to: string): Promise<unknown> =>
    session.query(`ALTER DATABASE ${schema} COLLATE ${ident(to)}`);
  await told(session, collation, () => alter(collation));
  await session.greetAgain();
  return async () => void (await alter(own));
}

const nameCase = "lower_case_table_names";

/**
 * A server that lowers names cannot tell how they are written, and one that does not tells them apart. Whether those that
 * keep case also compare it (0, 2) is settled where states are compared.
 */
function refuseOtherNames(
  present: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): void {
  const [here, there] = [present[nameCase], wanted[nameCase]];
  if (there === undefined || (here === "1") === (there === "1")) return;
  throw new AtlasError(
    "E_DEV_VERSION",
    `the dev database spells names of tables in another way: ${nameCase} is ${here} there and ${there} on the target`,
    {
      details: { dev: here, target: there },
      hint: "Give a dev server that was set up like the target, or let Atlas start one from a local program: docker://mysql/9/dev.",
    },
  );
}

async function adopt(session: Session, name: (typeof variables)[number], value: string): Promise<void> {
  const set = (text: string): Promise<unknown> => session.query(`SET SESSION ${name} = ${text}`);
  switch (name) {
    case "sql_mode":
      await set(singleQuoted(value)).catch(async () => set(singleQuoted(await knownModes(session, value))));
      return;
    case "explicit_defaults_for_timestamp":
      // Older servers cannot set it for a session, and then it hardly ever differs.
      await set(value === "0" || value === "OFF" ? "OFF" : "ON").catch(() => {});
      return;
    case "collation_server":
    case "default_storage_engine":
      await told(session, value, () => set(singleQuoted(value)));
  }
}

/** The words that this server knows: some were taken out in the course of time, and meant accounts alone. */
async function knownModes(session: Session, mode: string): Promise<string> {
  const known: string[] = [];
  for (const word of mode.split(","))
    await session.query(`SET SESSION sql_mode = ${singleQuoted(word)}`).then(
      () => known.push(word),
      () => undefined,
    );
  return known.join(",");
}

async function told(session: Session, what: string, set: () => Promise<unknown>): Promise<void> {
  try {
    await set();
  } catch (error) {
    const number = errnoOf(error);
    const isUnknown = [errno.unknownCollation, errno.unknownCharset, errno.unknownEngine].some(
      (one) => one === number,
    );
    if (!isUnknown) throw error;
    throw new AtlasError(
      "E_DEV_VERSION",
      `the dev database, ${serverTitle(session.greeting.server)}, does not know "${what}", which the target has by default`,
      {
        hint: "Use a dev database of the target's version, such as docker://mariadb/11.8/dev.",
        cause: error,
      },
    );
  }
}
