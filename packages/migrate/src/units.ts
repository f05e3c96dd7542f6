import { AtlasError, type MigrationSupport, type StatementNature } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";
import type { TxMode } from "./tx-mode.ts";

/** Statements of a file that happen together or not at all, and what is written of them. */
export interface Unit {
  /** Index of the first one in the file. */
  readonly start: number;
  /** Index behind the last one. */
  readonly end: number;
  /**
   * `together` – in one transaction with the row that says so;
   * `alone` – no transaction can hold it: the row says before that it is about to run;
   * `inside` – in a transaction that the file has opened itself, as is the row;
   * `closing` – it commits such a transaction: the row is written before, so that it is committed with it.
   */
  readonly kind: "together" | "alone" | "inside" | "closing";
}

export interface UnitOptions {
  readonly migrations: MigrationSupport;
  readonly mode: TxMode;
  readonly transactionalDdl: boolean;
}

/**
 * How the statements of a file from `start` on are run.
 *
 * @throws {AtlasError} `E_MIGRATE` for a file that begins or ends transactions itself where all files are to be one,
 *   and for one that leaves a transaction open.
 */
export function unitsOf(file: ParsedFile, start: number, options: UnitOptions): readonly Unit[] {
  const { migrations, mode, transactionalDdl } = options;
  const texts = file.statements.map(({ text }) => text);
  const natures = texts.map((text) => migrations.natureOf(text));
  const end = texts.length;
  if (natures.includes("control")) {
    if (mode === "all") throw controls(file);
    return ownTransactions(file, natures, start);
  }
  const single = (index: number): Unit => ({
    start: index,
    end: index + 1,
    kind: natures[index] === "transactional" ? "together" : "alone",
  });
  const singles = (from: number): readonly Unit[] =>
    texts.slice(from).map((_, index) => single(from + index));
  if (mode === "none") return singles(start);
  if (transactionalDdl) return start < end ? [{ start, end, kind: "together" }] : [];
  // What commits by itself cannot be taken back: up to there the file is one piece.
  const first = natures.findIndex((nature, index) => index >= start && nature !== "transactional");
  if (first < 0) return start < end ? [{ start, end, kind: "together" }] : [];
  return [...(first > start ? [{ start, end: first, kind: "together" } as const] : []), ...singles(first)];
}

/**
 * Whether it makes no difference to a file, but for time, what else is in its transaction: it asks nothing beforehand and
 * leaves nothing in the session.
 */
export function isOnePiece(
  { checks, statements }: ParsedFile,
  units: readonly Unit[],
  migrations: MigrationSupport,
): boolean {
  const isTogether = units.length === 1 && units[0]?.kind === "together";
  return isTogether && checks.length === 0 && !statements.some(({ text }) => migrations.setsSession(text));
}

const opening = /^(?:begin\b|start\s+transaction\b)/i;
const closing = /^(?:commit|end)\b/i;
const twoPhase = /^(?:xa|(?:prepare\s+transaction|(?:commit|rollback)\s+prepared))\b/i;
const cancelling = /^(?:rollback(?!\s+(?:work\s+|transaction\s+)?to\b)|abort)\b/i;

/** A file that begins and ends transactions itself. */
function ownTransactions(
  file: ParsedFile,
  natures: readonly StatementNature[],
  start: number,
): readonly Unit[] {
  const units: Unit[] = [];
  let isOpen = false;
  for (const [index, { text }] of file.statements.entries()) {
    const words = text.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, "");
    if (twoPhase.test(words)) throw inTwoPhases(file, text);
    const nature = natures[index] ?? "transactional";
    let kind: Unit["kind"] = isOpen ? "inside" : nature === "transactional" ? "together" : "alone";
    if (nature === "control") {
      kind = isOpen && closing.test(words) ? "closing" : "inside";
      if (opening.test(words)) isOpen = true;
      else if (closing.test(words) || cancelling.test(words)) isOpen = false;
    } else if (isOpen && nature === "commits") {
      kind = "alone";
      isOpen = false;
    }
    if (index >= start) units.push({ start: index, end: index + 1, kind });
  }
  if (isOpen)
    throw new AtlasError(
      "E_MIGRATE",
      `the file ${JSON.stringify(file.file.name)} begins a transaction and does not end it`,
      {
        hint: "Add COMMIT at its end, or remove BEGIN: each file is run in a transaction of its own anyway.",
        details: { file: file.file.name },
      },
    );
  return units;
}

/** A transaction that outlives its session cannot hold the row that tells of it. */
function inTwoPhases({ file }: ParsedFile, statement: string): AtlasError {
  return new AtlasError(
    "E_MIGRATE",
    `the file ${JSON.stringify(file.name)} prepares a transaction or ends one that was prepared: ${JSON.stringify(statement)}`,
    {
      hint: "Use BEGIN and COMMIT, or none: each file is run in a transaction of its own anyway.",
      details: { file: file.name, statement },
    },
  );
}

function controls({ file }: ParsedFile): AtlasError {
  return new AtlasError(
    "E_MIGRATE",
    `the file ${JSON.stringify(file.name)} begins or ends a transaction itself and cannot be run when txmode "all" is set globally`,
    {
      hint: "Run with --tx-mode file, or remove BEGIN and COMMIT from the file.",
      details: { file: file.name },
    },
  );
}
