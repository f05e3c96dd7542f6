import { spawn } from "node:child_process";
import { join } from "node:path";
import { cpuTimeOf } from "./process-tree.ts";

/** What one run of a program cost. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time of the program itself, without servers. */
  readonly cpuMs: number;
  /** Of the servers that this process has started, in steps of 10; Linux only, 0 elsewhere. */
  readonly serverCpuMs: number;
  readonly maxRssMb: number;
  readonly stdoutBytes: number;
}

const usageHook = join(import.meta.dirname, "usage-hook.cjs");

/** Runs a Node program and measures it from outside. Fails when the program does. */
export async function runProgram(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly expectExit?: number } = {},
): Promise<Cost> {
  const serversBefore = cpuTimeOf(process.pid).startedMs;
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", usageHook, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let stdoutBytes = 0;
  let stderr = "";
  let usage = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdoutBytes += chunk.length));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdio[3]?.on("data", (chunk: Buffer) => (usage += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const wallMs = performance.now() - started;
  if (code !== (options.expectExit ?? 0)) throw new Error(`${args.join(" ")} ended with ${code}:\n${stderr}`);
  // The hook writes what process.resourceUsage() returns.
  const resources = JSON.parse(usage) as NodeJS.ResourceUsage;
  const cpuMs = (resources.userCPUTime + resources.systemCPUTime) / 1000;
  return {
    wallMs,
    cpuMs,
    // The program itself has ended, and is counted with them by now.
    serverCpuMs: Math.max(0, cpuTimeOf(process.pid).startedMs - serversBefore - cpuMs),
    maxRssMb: resources.maxRSS / 1024,
    stdoutBytes,
  };
}

/** The median run of several, by wall time. */
export async function medianRun(times: number, run: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let index = 0; index < times; index++) costs.push(await run());
  const sorted = costs.toSorted((a, b) => a.wallMs - b.wallMs);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error("nothing was run");
  return median;
}
