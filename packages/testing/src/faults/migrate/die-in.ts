// Loaded before the program: kills it in the middle of a statement on a SQLite file (ATLAS_DIE_IN: its
// beginning, or that of several, one after the other), as soon as that writes to the file. A thread of its own looks at the file, as the other one is inside of SQLite.
import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { isMainThread, Worker, workerData } from "node:worker_threads";

interface Watched {
  readonly shared: SharedArrayBuffer;
  readonly path: string;
}

const text = process.env["ATLAS_DIE_IN"];
if (isMainThread && text !== undefined) watchFor(text, process.env["ATLAS_DIE_FILE"] ?? "");
// The thread was started with it.
else if (!isMainThread) killAtWrite(workerData as Watched);

function watchFor(text: string, path: string): void {
  const left = text.split("; ");
  const shared = new SharedArrayBuffer(4);
  const state = new Int32Array(shared);
  // Of the program itself nothing is to be loaded there but this.
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { shared, path },
    execArgv: [],
    env: {},
  });
  worker.unref();
  // Called with what it was called on.
  // oxlint-disable-next-line typescript/unbound-method
  const exec = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function (sql: string): void {
    const [next] = left;
    const isNext = next !== undefined && this.location() !== null && sql.startsWith(next);
    if (isNext) left.shift();
    if (isNext && left.length === 0) {
      Atomics.store(state, 0, 1);
      Atomics.notify(state, 0);
      // Until it has seen how the file is now.
      Atomics.wait(state, 0, 1);
    }
    exec.call(this, sql);
  };
}

function killAtWrite({ shared, path }: Watched): void {
  const state = new Int32Array(shared);
  Atomics.wait(state, 0, 0);
  const before = statSync(path, { bigint: true }).mtimeNs;
  Atomics.store(state, 0, 2);
  Atomics.notify(state, 0);
  while (statSync(path, { bigint: true }).mtimeNs === before);
  process.kill(process.pid, "SIGKILL");
}
