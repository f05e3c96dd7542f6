import { type DraftStep, type Driver, Secret, type State } from "@atlas/core";
import { splitStatements } from "@atlas/sql";
import { sqlite } from "./sqlite.ts";
import type { Table } from "./kinds/table/model.ts";
import { tableKind } from "./kinds/table/kind.ts";
import { syntax } from "./text.ts";

/** Only for tests: a database in memory with foreign keys on, in which a script has run. */
export async function databaseWith(script: string): Promise<Driver> {
  const driver = await openUrl("sqlite://dev?mode=memory&_fk=1");
  await runText(driver, script);
  return driver;
}

export function openUrl(url: string): Promise<Driver> {
  return sqlite.connect(sqlite.parseUrl(new Secret(url)));
}

export async function runText(driver: Driver, script: string): Promise<void> {
  await driver.runScript(splitStatements(script, "schema.sql", syntax));
}

export async function stateOf(script: string): Promise<State> {
  await using driver = await databaseWith(script);
  return driver.inspect({ schemas: [] });
}

export function tablesOf(state: State): readonly Table[] {
  return state.objects.filter((object): object is Table => object.kind === "table");
}

/** The framed steps that bring the tables of a database to those of a script, as far as they exist in both. */
export async function tableSteps(driver: Driver, script: string): Promise<readonly DraftStep[]> {
  const from = await driver.inspect({ schemas: [] });
  const to = await stateOf(script);
  const steps = tablesOf(from).flatMap((table) => {
    const desired = tablesOf(to).find(({ name }) => name === table.name);
    const changes = desired ? tableKind.compare(table, desired, { from, to }) : [];
    return tableKind.steps(changes, { from, to, indent: "", detach: new Set() });
  });
  return sqlite.frame?.(steps) ?? steps;
}

/** Runs steps as the engine does: those that a transaction can hold in one. */
export async function run(driver: Driver, steps: readonly DraftStep[]): Promise<void> {
  let open = false;
  for (const step of steps) {
    if (step.transactional && !open) await driver.begin();
    if (!step.transactional && open) await driver.commit();
    open = step.transactional;
    await driver.execute(step.sql);
  }
  if (open) await driver.commit();
}

/** Whether a condition over the rows is true; a driver has no other way to read them. */
export async function holds(driver: Driver, condition: string): Promise<boolean> {
  await driver.execute("CREATE TEMP TABLE IF NOT EXISTS assertion (ok CHECK (ok))");
  try {
    await driver.execute(`INSERT INTO temp.assertion SELECT (${condition}) IS TRUE`);
    return true;
  } catch {
    return false;
  }
}
