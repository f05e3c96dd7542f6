import { AtlasError, describeRef, type Driver, type Plan, type Policy, type State } from "@atlas/core";
import { describeChanges, diffStates, makePlan, provePlan } from "@atlas/engine";
import { type DownStatement, type MigrationStatement, type ParsedFile } from "@atlas/migrate";
import { placeAt } from "@atlas/sql";
import { selectFrom } from "../select.ts";
import type { CallContext, Selection, WorkflowDeps } from "../requests.ts";
import type { ScratchRoom } from "../scratch.ts";
import { migrationsOf } from "./files.ts";
import { describeLost, type Lost, lostBetween, lostBy, presentOf } from "./losses.ts";
import { replayedState, type ReplayRequest, withReplayed } from "./replay.ts";
import { isRenamed, type TakenBack, takenBack } from "./taken-back.ts";

/** Where plans are made and tried. */
export interface Bench {
  readonly request: ReplayRequest & { readonly room: ScratchRoom };
  readonly selection: Selection;
  readonly policy: Policy;
  readonly deps: WorkflowDeps;
  readonly context: CallContext;
}

/** Statements that take something back, and the database afterwards as far as it is known. */
export interface Taken {
  readonly statements: readonly DownStatement[];
  readonly lost: readonly Lost[];
  readonly live: State;
  /** What somebody made in what the file changed, and what stays: `column "users.note"`. Default: nothing. */
  readonly leftAlone?: readonly string[];
}

/** The words of a file about how it is taken back; a transaction that they open and close around all is ours to open. */
export function writtenStatements(
  { file: { name }, down = [] }: Pick<ParsedFile, "file" | "down">,
  driver: Driver,
  live: State,
): Taken {
  const { dialect } = driver;
  const support = migrationsOf(dialect);
  const isControl = ({ text }: MigrationStatement): boolean => support.natureOf(text) === "control";
  const isWrapped =
    down.length > 1 &&
    /^(?:begin|start)\b/i.test(down[0]?.text ?? "") &&
    /^(?:commit|end)\b/i.test(down.at(-1)?.text ?? "");
  const inner = isWrapped ? down.slice(1, -1) : down;
  if (inner.some(isControl))
    throw new AtlasError(
      "E_MIGRATE",
      `the down part of ${JSON.stringify(name)} begins or ends transactions itself`,
      {
        details: { file: name },
        hint: "Remove BEGIN and COMMIT from it: what a transaction can hold is run in one.",
      },
    );
  const lost = inner.map(({ text }) => lostBy(dialect, text, live));
  return {
    statements: inner.map(({ text }, index): DownStatement => ({
      sql: text,
      isTransactional: support.natureOf(text) === "transactional",
      loses: (lost[index] ?? []).map(describeLost),
    })),
    lost: lost.flat(),
    live,
  };
}

/**
 * What is left where a file is taken back by its own words on a dev database; empty: they lead to the version before.
 *
 * @param ran - the files up to this one.
 * @throws {AtlasError} `E_SQL` for a statement that fails there.
 */
export async function leftAfter(
  ran: readonly ParsedFile[],
  written: readonly DownStatement[],
  source: MigrationTexts,
  expected: State,
  bench: Bench,
): Promise<readonly string[]> {
  const { request, selection, deps, context } = bench;
  const { dialect } = request;
  const commits =
    !dialect.features.transactionalDdl || written.some(({ isTransactional }) => !isTransactional);
  return withReplayed(ran, { ...request, commits }, deps, context, async (driver) => {
    const { signal } = context;
    await driver.runScript(
      written.map(({ sql }) => source.placed(sql)),
      { signal },
    );
    const reached = await driver.inspect({ schemas: selection.schemas }, { signal });
    const select = (state: State): State => selectFrom(state, selection, dialect.kinds);
    return describeChanges(diffStates(dialect, select(reached), select(expected), { policy: { skip: [] } }));
  });
}

/** Where statements stand in the file that takes something back. */
export class MigrationTexts {
  readonly #file: ParsedFile["file"];
  readonly #down: readonly MigrationStatement[];

  constructor({ file, down = [] }: Pick<ParsedFile, "file" | "down">) {
    this.#file = file.undo ?? file;
    this.#down = down;
  }

  placed(sql: string) {
    const start = this.#down.find(({ text }) => text === sql)?.start ?? 0;
    const { line, column } = placeAt(this.#file.text, start);
    // Scripts put delimiters between statements themselves: two in a row are a mistake to MySQL.
    return { text: sql.replace(/;\s*$/, ""), file: this.#file.name, line, column };
  }
}

/**
 * The plan that takes a file back at once, tried on the dev database.
 *
 * @param texts - its statements, which may say what they rename.
 */
export async function computedAtOnce(
  live: State,
  before: State,
  after: State,
  texts: readonly string[],
  bench: Bench,
): Promise<Taken> {
  const { request, policy, context } = bench;
  const { dialect } = request;
  const step = await takenBack(dialect, live, { before, after }, texts);
  const { from, to, live: left } = step;
  const plan = planBetween(live, step, bench);
  if (plan.steps.length > 0)
    await request.room.use((scratch) =>
      provePlan(dialect, plan, from, to, scratch, policy, { signal: context.signal }),
    );
  return {
    statements: statementsOf(plan, dialect.features.transactionalDdl),
    lost: lostBetween(dialect, from, to).filter((lost) => !isRenamed(lost, step.renames)),
    live: left,
    leftAlone: step.leftAlone,
  };
}

/**
 * The plans that take a file back one statement after the other, the last one first.
 *
 * @param ran - the files before it.
 * @param applied - how many of its statements there are to take back.
 */
export async function computedOneByOne(
  live: State,
  ran: readonly ParsedFile[],
  file: ParsedFile,
  applied: number,
  bench: Bench,
): Promise<Taken> {
  const states = await statesWithin(ran, file, applied, bench);
  const { dialect } = bench.request;
  const statements: DownStatement[] = [];
  const lost: Lost[] = [];
  const leftAlone = new Set<string>();
  let present = live;
  for (let index = applied; index > 0; index--) {
    const [before, after] = [states[index], states[index - 1]];
    if (!before || !after) throw new Error("a state between two statements is missing");
    if (before === after) continue;
    const text = file.statements[index - 1]?.text ?? "";
    const step = await takenBack(dialect, present, { before, after }, [text]);
    const { from, to, live: left } = step;
    step.leftAlone.forEach((name) => leftAlone.add(name));
    const steps = statementsOf(planBetween(present, step, bench), false);
    statements.push(
      ...steps.map((step, at) => (at === steps.length - 1 ? { ...step, appliedAfter: index - 1 } : step)),
    );
    // What a later statement made and an earlier one is rid of has never been seen by anybody.
    const gone = lostBetween(dialect, from, to).filter((each) => !isRenamed(each, step.renames));
    lost.push(...presentOf(dialect, gone, live));
    present = left;
  }
  return { statements, lost, live: present, leftAlone: [...leftAlone].toSorted() };
}

/** What is there after the first 0, 1, 2 … statements of a file. */
async function statesWithin(
  ran: readonly ParsedFile[],
  file: ParsedFile,
  applied: number,
  { request, selection, deps, context }: Bench,
): Promise<readonly State[]> {
  const { signal } = context;
  const { dialect } = request;
  const support = migrationsOf(dialect);
  const select = (state: State): State => selectFrom(state, selection, dialect.kinds);
  return withReplayed(ran, { ...request, commits: true }, deps, context, async (driver, state) => {
    const states = [select(state)];
    for (const { text, start } of file.statements.slice(0, applied)) {
      const { line, column } = placeAt(file.file.text, start);
      await driver.runScript([{ text, file: file.file.name, line, column }], { signal });
      // Rows change no definition.
      const same = support.natureOf(text) === "transactional" ? states.at(-1) : undefined;
      states.push(same ?? select(await driver.inspect({ schemas: selection.schemas }, { signal })));
    }
    return states;
  });
}

/** What files lead to, as far as it is compared. */
export async function selectedState(
  ran: readonly ParsedFile[],
  { request, selection, deps, context }: Bench,
): Promise<State> {
  return selectFrom(await replayedState(ran, request, deps, context), selection, request.dialect.kinds);
}

/** What a policy leaves out of other plans is not left out here: the version would not be gone. */
function planBetween(live: State, { from, to, kept, renames }: TakenBack, bench: Bench): Plan {
  const { policy, request } = bench;
  const plan = makePlan(request.dialect, from, to, {
    policy: { ...policy, skip: [] },
    indent: "",
    kept,
    keptUnmanaged: live.unmanaged,
    renames,
  });
  const [skipped] = plan.skipped;
  if (skipped)
    throw new AtlasError(
      "E_MIGRATE",
      `sql/migrate: cannot revert: ${describeRef(skipped.subject)} has to go, and ${skipped.neededBy ?? "something else"} needs it`,
      {
        details: { skipped: plan.skipped },
        hint: "Nothing was changed. What the directory did not make is left alone: drop it yourself, or write how the file is taken back into it.",
      },
    );
  return plan;
}

function statementsOf({ steps }: Plan, transactionalDdl: boolean): readonly DownStatement[] {
  return steps.map((step) => ({
    sql: step.sql,
    isTransactional: transactionalDdl && step.transactional,
    ...(transactionalDdl && !step.transactional && step.sources.length === 0 && { isFrame: true }),
    loses: step.loses,
  }));
}
