import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface DemoRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** How many processes it had started, as far as they were seen. */
  readonly started: number;
  /** Processes and folders of this run that are still there after it. */
  readonly left: readonly string[];
}

export interface DemoRunOptions {
  /** Is sent SIGINT once its output matches. */
  readonly interruptAt?: RegExp;
}

/** Runs the demo as a process of its own, in a pipe, and looks for what it left behind. */
export async function runDemo(args: readonly string[], options: DemoRunOptions = {}): Promise<DemoRun> {
  const script = join(import.meta.dirname, "demo.ts");
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const before = new Set([...readdirSync("/dev/shm"), ...readdirSync("/tmp")]);
  const seen = new Map<string, string>();
  let out = "";
  let err = "";
  let isInterrupted = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    for (const [id, command] of descendantsOf(child.pid ?? 0)) seen.set(id, command);
    if (isInterrupted || !options.interruptAt?.test(out)) return;
    isInterrupted = true;
    child.kill("SIGINT");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  await once(child, "close");
  const alive = new Set(processes().map(({ id }) => id));
  const left = [...seen].filter(([id]) => alive.has(id)).map(([id, command]) => `${id}: ${command}`);
  const folders = foldersOf(seen.values()).filter((path) => !before.has(basename(path)));
  return { code: child.exitCode, out, err, started: seen.size, left: [...left, ...folders] };
}

interface Process {
  /** With the time of its start, so that a number that is given again is another process. */
  readonly id: string;
  readonly pid: number;
  readonly parent: number;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function processes(): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const text = read(`/proc/${name}/stat`);
      // The name in parentheses may hold anything; state, parent and, as the 20th, the start time follow.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      if (fields.length < 20 || fields[0] === "Z") return [];
      return [{ id: `${name}/${fields[19]}`, pid: Number(name), parent: Number(fields[1]) }];
    });
}

/** The processes below one, with their command lines. */
function descendantsOf(root: number): ReadonlyMap<string, string> {
  const all = processes();
  const family = new Set([root]);
  const found = new Map<string, string>();
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const { id, pid, parent } of all) {
      if (!family.has(parent) || family.has(pid)) continue;
      family.add(pid);
      found.set(id, read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim());
    }
  }
  return found;
}

/** Folders of ours that command lines name and that exist. */
function foldersOf(commands: Iterable<string>): readonly string[] {
  const named = [...commands].flatMap((command) =>
    [...command.matchAll(/\/(?:dev\/shm|tmp)\/atlas-(?:demo|pg|control-plane)-\w+/g)].map(([path]) => path),
  );
  return [...new Set(named)].filter((path) => existsSync(path));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It has ended.
  }
}
