import { AtlasError, Secret, type State } from "@atlas/core";
import { sqlite } from "@atlas/dialect-sqlite";
import { makePlan, printSteps } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";

/** The state that a script leads to, on a database in memory. */
export async function stateOf(script: string): Promise<State> {
  return stateAfter(splitStatements(script, "schema.sql", sqlite.syntax).map(({ text }) => text));
}

async function stateAfter(statements: readonly string[]): Promise<State> {
  await using driver = await sqlite.connect(sqlite.parseUrl(new Secret("sqlite://dev?mode=memory")));
  const place = { file: "schema.sql", line: 1, column: 1 };
  await driver.runScript(statements.map((text) => ({ text, ...place })));
  return driver.inspect({ schemas: [] });
}

/** The canonical text of a state. */
export function print(state: State): string {
  const text = sqlite.hcl?.print(state);
  if (text === undefined) throw new Error("SQLite has no language");
  return text;
}

/** The state that an HCL text describes, by way of a database. */
export async function stateOfHcl(text: string): Promise<State> {
  const declared = sqlite.hcl?.read([{ name: "schema.hcl", text }], { bound: true, variables: {} });
  const state: State = { ...(await stateAfter([])), objects: declared?.objects ?? [] };
  return stateAfter(printSteps(sqlite, state, "").map(({ sql }) => sql));
}

/** The statements that lead from one state to another. */
export function difference(from: State, to: State): readonly string[] {
  return makePlan(sqlite, from, to, { policy: { skip: [] }, indent: "" }).steps.map(({ sql }) => sql);
}

/** What an HCL text is refused with, and where: `schema.hcl:3: message. hint`. */
export async function refusal(text: string): Promise<string> {
  try {
    await stateOfHcl(text);
    return "accepted";
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    return `${error.place?.file}:${error.place?.line}: ${error.message} ${error.hint}`;
  }
}
