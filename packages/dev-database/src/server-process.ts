import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { AtlasError, throwIfCancelled } from "@atlas/core";

import { exists } from "./files.ts";
import { discardIfDamaged } from "./template.ts";
import { serverUser } from "./unprivileged.ts";
import { unref } from "./unref.ts";
import { spawnWatched, type StopSignal } from "./watchdog.ts";

export interface ServerProgram {
  /** What people call it: `PostgreSQL 16.14`. */
  readonly title: string;
  /** Holds `data` and the socket. */
  readonly dir: string;
  readonly command: readonly string[];
  /** What it writes to stderr once it takes connections. */
  readonly readyLine: string;
  /** Whether the folder outlives the server. */
  readonly isKept: boolean;
  readonly stopSignal: StopSignal;
  /** What it writes when the one before it on the same data has not quite ended. */
  readonly stillInUse?: string;
}

/** How long a start may take, in milliseconds: recovery after a kill on a busy machine included. */
const startTimeoutMs = 60_000;

/** How long a server may take to end before it is asked once more, in milliseconds. */
const stopAgainMs = 2_000;

/** How much of what the server wrote is kept for an error, in characters. */
const tailLength = 4000;

/** The process of one server, under its watchdog: it ends when it is disposed and when this process ends in any way. */
export class ServerProcess implements AsyncDisposable {
  readonly #program: ServerProgram;
  #process: ChildProcess | undefined;
  #pid = 0;

  constructor(program: ServerProgram) {
    this.#program = program;
  }

  get dir(): string {
    return this.#program.dir;
  }

  /** Of the server itself; changes with `restart`. */
  get pid(): number {
    return this.#pid;
  }

  get isRunning(): boolean {
    // After the server, its children and the watchdog still take a moment to end.
    return this.#process !== undefined && !hasEnded(this.#process) && isProcess(this.#pid);
  }

  /**
   * Starts on the data that are there, else on a copy of a template; a damaged one is made anew.
   *
   * @throws {AtlasError} `E_DEV_UNAVAILABLE` with the last lines the server wrote.
   */
  async open(template: () => Promise<string>, signal?: AbortSignal): Promise<void> {
    const data = join(this.dir, "data");
    if (await exists(data)) return await this.#start(undefined, signal);
    const source = await template();
    try {
      await this.#start(source, signal);
    } catch (error) {
      if (signal?.aborted || !(await discardIfDamaged(source))) throw error;
      await rm(data, { recursive: true, force: true });
      await this.#start(await template(), signal);
    }
  }

  async #start(template?: string, signal?: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    const { dir, isKept, stopSignal, command } = this.#program;
    const atEnd = isKept ? "keep" : "remove";
    const child = spawnWatched({ dir, template, atEnd, stopSignal, command, user: serverUser() });
    this.#process = child;
    this.#pid = await untilReady(child, this.#program, signal);
    // A running server alone does not keep this process alive.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream);
  }

  /** Kills the server with SIGKILL, as a fault would. Its data stay for `restart`. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    await this.#keepData();
    process.kill(this.#pid, "SIGKILL");
    await this.#ended();
  }

  /** Stops the server if it still runs and starts it again on the same data. */
  async restart(): Promise<void> {
    if (this.isRunning) await this.#keepData();
    await this.#stop();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#start();
        break;
      } catch (error) {
        if (attempt === 100 || !this.#isStillInUse(error)) throw error;
      }
      await sleep(50);
    }
    await rm(this.#keepFile, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    // After a kill nobody was left to remove it.
    if (!this.#program.isKept) await rm(this.dir, { recursive: true, force: true, maxRetries: 10 });
  }

  async #stop(): Promise<void> {
    this.#process?.stdin?.end();
    // The signal that this leads to is lost on a server that has not set itself up: the watchdog sends it again.
    const again = setInterval(() => this.#process?.kill("SIGTERM"), stopAgainMs);
    try {
      await this.#ended();
    } finally {
      clearInterval(again);
    }
  }

  /** Tells the watchdog that the server comes back. */
  async #keepData(): Promise<void> {
    await writeFile(this.#keepFile, "");
  }

  get #keepFile(): string {
    return join(this.dir, "keep");
  }

  async #ended(): Promise<void> {
    const child = this.#process;
    if (child === undefined || hasEnded(child)) return;
    child.ref();
    await once(child, "exit");
  }

  #isStillInUse(error: unknown): boolean {
    const { stillInUse } = this.#program;
    if (!(error instanceof AtlasError) || stillInUse === undefined) return false;
    return String(error.details["said"]).includes(stillInUse);
  }
}

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** @returns the process id of the server. */
async function untilReady(
  child: ChildProcess,
  { title, readyLine }: ServerProgram,
  signal?: AbortSignal,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let pid = 0;
  let said = "";
  const failed = (message: string, cause?: unknown): void =>
    reject(
      new AtlasError("E_DEV_UNAVAILABLE", message, {
        cause,
        details: { said: said.trim() },
        hint: "Read what the server said in the details, or give the URL of an empty database.",
      }),
    );
  const onAbort = (): void =>
    reject(new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal?.reason }));
  const timer = setTimeout(
    () => failed(`${title} was not ready after ${startTimeoutMs / 1000} seconds`),
    startTimeoutMs,
  );
  signal?.addEventListener("abort", onAbort, { once: true });
  child.on("error", (error) => failed(`${title} could not be started`, error));
  child.on("exit", () => failed(`${title} ended while it started`));
  child.stdin?.on("error", () => {}); // It ended first: then its exit says so.
  const check = (): void => {
    if (pid > 0 && said.includes(readyLine)) resolve(pid);
  };
  child.stdout?.setEncoding("utf8").on("data", (line: string) => {
    pid = Number.parseInt(line, 10);
    check();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-tailLength);
    check();
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
