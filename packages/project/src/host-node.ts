import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { accessSync, constants, globSync, readFileSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { AtlasError } from "@atlas/core";
import { cloudClients } from "./cloud.ts";
import type { ProjectHost, RunResult } from "./host.ts";
import { sendHttp } from "./http-node.ts";

export interface NodeHostOptions extends Pick<ProjectHost, "signal" | "query" | "print" | "onSecret"> {
  /** Default: that of this process. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long a program may run, in milliseconds. Default 60 000. */
  readonly programTimeoutMs?: number;
  /** How much it may write to each of its outputs, in bytes. Default 64 MiB. */
  readonly programOutputBytes?: number;
}

/** The world of this process, for project files. */
export function nodeHost(options: NodeHostOptions): ProjectHost {
  const { signal, query, print, onSecret, env = process.env, cwd = process.cwd() } = options;
  return {
    cwd,
    signal,
    query,
    print,
    onSecret,
    env: (name) => env[name],
    now: () => new Date(),
    uuid: () => randomUUID(),
    readText: (path) => new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)),
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    glob: (pattern, folder) =>
      globSync(pattern, { cwd: folder, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => resolve(entry.parentPath, entry.name))
        .toSorted(),
    run: (program, { folder }) =>
      runProgram(program, {
        folder,
        signal,
        timeoutMs: options.programTimeoutMs ?? 60_000,
        outputBytes: options.programOutputBytes ?? 64 * 2 ** 20,
      }),
    http: (request) => sendHttp(request, signal),
    cloud: cloudClients,
  };
}

interface RunOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly outputBytes: number;
}

async function runProgram(program: readonly string[], options: RunOptions): Promise<RunResult> {
  const [name = "", ...args] = program;
  const { signal, timeoutMs, outputBytes } = options;
  const child = spawn(name, args, { cwd: options.folder, stdio: ["ignore", "pipe", "pipe"], detached: true });
  // What the program started in turn must not outlive it.
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  const { promise, resolve: settle, reject } = Promise.withResolvers<RunResult>();
  const fail = (error: Error): void => {
    end();
    reject(error);
  };
  const onAbort = (): void =>
    fail(new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal.reason }));
  const timer = setTimeout(() => fail(new Error(`it did not end within ${timeoutMs / 1000} s`)), timeoutMs);
  signal.addEventListener("abort", onAbort, { once: true });
  const gather = (stream: NodeJS.ReadableStream): { text(): string } => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > outputBytes) fail(new Error(`it printed more than ${outputBytes} bytes`));
      else chunks.push(chunk);
    });
    return { text: () => Buffer.concat(chunks).toString("utf8") };
  };
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  child.on("error", (error) => {
    const isMissing = "code" in error && error.code === "ENOENT";
    reject(
      isMissing ? new Error(`exec: ${JSON.stringify(name)}: executable file not found in $PATH`) : error,
    );
  });
  child.on("close", (code) =>
    settle({ code: code ?? 1, stdout: stdout.text(), stderr: stderr.text(), path: pathOf(name) }),
  );
  try {
    if (signal.aborted) onAbort();
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Where the system finds a program: the first folder of PATH that holds it. */
function pathOf(name: string): string {
  if (name.includes("/")) return name;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const isProgram = (path: string): boolean => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? name;
}
