import type { SettingsBlock } from "./block.ts";
import { dirFormats, execOrders, type MigrationSettings, type RepoSettings, txModes } from "./settings.ts";

/** Reads a `migration` block; `undefined`: there is none. */
export function readMigration(block: SettingsBlock | undefined): MigrationSettings {
  const format = block?.word("format", dirFormats);
  const settings: MigrationSettings = {
    dir: block && withFormat(readDir(block), format),
    format,
    baseline: block?.text("baseline"),
    execOrder: block?.word("exec_order", execOrders),
    lockTimeoutMs: block?.durationMs("lock_timeout"),
    lockName: block?.text("lock_name"),
    skipLock: block?.bool("skip_lock") ?? false,
    revisionsSchema: block?.text("revisions_schema"),
    exclude: block?.texts("exclude") ?? [],
    repo: readRepo(block?.block("repo")),
    toVersion: block?.text("to_version"),
    txMode: block?.word("tx_mode", txModes),
  };
  block?.done();
  return settings;
}

function readDir(block: SettingsBlock): string | undefined {
  const dir = block.text("dir");
  if (dir === undefined || dir === "") return undefined;
  if (/^[A-Za-z][\w+.-]*:\/\//.test(dir)) return dir;
  throw block.problem(
    `missing scheme for dir url. Did you mean ${JSON.stringify(`file://${dir}`)}?`,
    "Folders are written with file:// in front.",
    "dir",
  );
}

function withFormat(dir: string | undefined, format: string | undefined): string | undefined {
  if (dir === undefined || format === undefined || /[?&]format=/.test(dir)) return dir;
  return `${dir}${dir.includes("?") ? "&" : "?"}format=${format}`;
}

export function readRepo(block: SettingsBlock | undefined): RepoSettings | undefined {
  if (!block) return undefined;
  const repo = { name: block.text("name"), url: block.text("url") };
  block.done();
  return repo;
}
