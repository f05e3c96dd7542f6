import { readdirSync, readFileSync } from "node:fs";

/** CPU time in milliseconds; Linux only, 0 elsewhere. */
export interface CpuTime {
  /** Of the process itself. */
  readonly ownMs: number;
  /** Of all it started, such as dev database servers: those that run and those that have ended. */
  readonly startedMs: number;
}

/** What a process and all below it have used since they began. A process that ends moves into `startedMs` of its parent. */
export function cpuTimeOf(pid: number): CpuTime {
  const processes = readProcesses();
  const root = processes.get(pid);
  if (!root) return { ownMs: 0, startedMs: 0 };
  let startedMs = root.endedMs;
  const below = [pid];
  for (let parent = below.pop(); parent !== undefined; parent = below.pop()) {
    for (const [child, { parent: of, ownMs, endedMs }] of processes) {
      if (of !== parent) continue;
      startedMs += ownMs + endedMs;
      below.push(child);
    }
  }
  return { ownMs: root.ownMs, startedMs };
}

/** Resident memory of the process alone, in MB; 0: it has ended. */
export function rssMbOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

interface Process {
  readonly parent: number;
  readonly ownMs: number;
  /** Of its children that have ended and whose end it has seen. */
  readonly endedMs: number;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // The name in parentheses may hold anything; behind it stands the state, then the parent.
    const fields = readOrEmpty(`/proc/${name}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ")
      .map(Number);
    const [, parent, ...rest] = fields;
    if (parent === undefined) continue;
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9);
    // The kernel counts in hundredths of a second.
    processes.set(Number(name), {
      parent,
      ownMs: (user + system) * 10,
      endedMs: (endedUser + endedSystem) * 10,
    });
  }
  return processes;
}

/** Empty: the process has ended meanwhile, or this is not Linux. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
