// Loaded before the program: kills it in front of the n-th thing that it does to a SQLite file (ATLAS_DIE_AT).
import { DatabaseSync } from "node:sqlite";

let left = Number(process.env["ATLAS_DIE_AT"] ?? Infinity);
// Called with what it was called on.
// oxlint-disable-next-line typescript/unbound-method
const exec = DatabaseSync.prototype.exec;

DatabaseSync.prototype.exec = function (sql: string): void {
  const isDeed = this.location() !== null && !/^\s*(?:BEGIN|PRAGMA)\b/i.test(sql);
  if (isDeed && left-- === 0) process.kill(process.pid, "SIGKILL");
  exec.call(this, sql);
};
