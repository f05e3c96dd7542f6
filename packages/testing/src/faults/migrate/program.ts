import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Directory } from "@atlas/migrate";

const program = join(import.meta.dirname, "../../../../../apps/cli/src/main.ts");

interface ProgramOptions {
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder with the files of a directory, for the program itself. */
export class ProgramFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async of({ files, sum }: Directory): Promise<ProgramFolder> {
    const path = await mkdtemp(join(tmpdir(), "atlas-crash-"));
    for (const { name, text } of files) await writeFile(join(path, name), text);
    await writeFile(join(path, "atlas.sum"), sum ?? "");
    return new ProgramFolder(path);
  }

  /** Starts `atlas migrate apply`. */
  apply(url: string, options?: ProgramOptions): RunningProgram {
    return this.#start("apply", url, options);
  }

  /** Starts `atlas migrate down`. */
  down(url: string, options?: ProgramOptions): RunningProgram {
    return this.#start("down", url, options);
  }

  #start(command: "apply" | "down", url: string, { args = [], env }: ProgramOptions = {}): RunningProgram {
    const own = [program, "migrate", command, "--url", url, "--dir", `file://${this.path}`];
    const child = spawn(process.execPath, [...own, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    return new RunningProgram(child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it wrote, of both kinds. */
  readonly output: string;
}

export class RunningProgram {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ending>;

  constructor(child: ChildProcess) {
    this.#child = child;
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    this.ended = once(child, "close").then(([code, signal]: unknown[]): Ending => {
      // What the event gives.
      return { code: code as number | null, signal: signal as NodeJS.Signals | null, output };
    });
  }

  /** Ends it, and waits for that. */
  async signal(signal: NodeJS.Signals): Promise<Ending> {
    this.#child.kill(signal);
    return this.ended;
  }
}
