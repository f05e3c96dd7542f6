import { setTimeout as pause } from "node:timers/promises";
import type { Directory } from "@atlas/migrate";
import { apply } from "./crash-run.ts";
import type { CrashDatabase, CrashKind, CrashServer, Holder } from "./crash-server.ts";

/** Where a run stands when it is cut off. */
export interface CrashPoint {
  /** Of the statement in the second file. */
  readonly index: number;
  /**
   * `before` – its announcement is about to be written; `while` – it runs; `after` – it has run, and the row that says
   * so is about to be written.
   */
  readonly when: "before" | "while" | "after";
}

/** A point at each statement where there is one. */
export function pointsOf({ files, isAlone }: CrashKind): readonly CrashPoint[] {
  return files.statements.flatMap((sql, index): readonly CrashPoint[] => [
    ...(isAlone(sql) ? [{ index, when: "before" } as const] : []),
    ...(index > 0 && files.holdFor(index) !== undefined ? [{ index, when: "while" } as const] : []),
    { index, when: "after" },
  ]);
}

/** A database in which a run is to stop at a point. */
export class HeldRun implements AsyncDisposable {
  readonly database: CrashDatabase;
  readonly point: CrashPoint;
  readonly title: string;
  readonly #kind: CrashKind;
  readonly #server: CrashServer;
  #holder: Holder | undefined;

  private constructor(kind: CrashKind, server: CrashServer, database: CrashDatabase, point: CrashPoint) {
    this.database = database;
    this.point = point;
    this.#kind = kind;
    this.#server = server;
    this.title = `${point.when} ${kind.files.statements[point.index]}`;
  }

  /** Runs the first file and shuts the gate in the second. */
  static async prepare(
    kind: CrashKind,
    server: CrashServer,
    point: CrashPoint,
    directory: Directory,
  ): Promise<HeldRun> {
    const { index, when } = point;
    const database = await server.create(`${when}_${index}`);
    await apply(database.urlAt(), directory, { amount: 1 });
    const announces = when !== "after" && kind.isAlone(kind.files.statements[index] ?? "");
    const applied = when === "after" ? index + 1 : index;
    await database.shutGate({ applied, announces });
    return new HeldRun(kind, server, database, point);
  }

  /** Waits until a run that was started stands at the point. @param failure - why it ended instead, if it did. */
  async reached(failure: Promise<unknown>): Promise<void> {
    const ended = failure.then((error) => Promise.reject(new Error(`ended ${this.title}`, { cause: error })));
    await Promise.race([this.#reach(), ended]);
  }

  async #reach(): Promise<void> {
    await this.#waits();
    if (this.point.when !== "while") return;
    this.#holder = await this.database.hold();
    // It may have to wait for the transaction at the gate, and is the first in the queue behind it.
    const holding = this.#holder.run(this.#kind.files.holdFor(this.point.index) ?? "");
    await Promise.race([holding, pause(100)]);
    await this.database.openGate();
    await holding;
    await pause(100);
    await this.#waits();
  }

  async #waits(): Promise<void> {
    for (let tries = 0; !(await this.#server.waiting()).has(this.database.name); tries++) {
      if (tries === 200) throw new Error(`nobody waits ${this.title}`);
      await pause(50);
    }
  }

  /** What kept the run is gone. */
  async release(): Promise<void> {
    await this.#holder?.[Symbol.asyncDispose]();
    await this.database.openGate();
  }

  /** Whatever stands there ends with the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release().catch(() => {});
  }
}
