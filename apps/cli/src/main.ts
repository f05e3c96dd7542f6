import { homedir } from "node:os";
import { join } from "node:path";
import { stdin, stdout, stderr } from "node:process";
import { asAtlasError } from "@atlas/core";
import type { WorkflowDeps } from "@atlas/workflows";
import { runCli } from "./cli.ts";
import { root } from "./commands/root.ts";
import { showError } from "./errors.ts";
import { familiesOf } from "./families.ts";
import { redactText, secretsIn } from "./secrets.ts";
import { cancelOnSignals } from "./signals.ts";
import { openTerminal } from "./terminal.ts";
import { stamp } from "./version.ts";

// The one place that reads the environment, assembles and exits.

const cacheDir = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "atlas");
const args = process.argv.slice(2);
const secrets = [...secretsIn(args)];
const learnSecrets = (texts: readonly string[], more: readonly string[] = []): void => {
  // Longer ones first, so that a part of one leaves nothing behind.
  secrets.push(...secretsIn(texts), ...more);
  secrets.sort((a, b) => b.length - a.length);
};
const hide = (text: string): string => redactText(text, secrets);
const noColor = (process.env["NO_COLOR"] ?? "") !== "";
const terminal = openTerminal({ stdin, stdout, stderr }, { noColor, hide });
process.on("uncaughtException", (error) => {
  showError(asAtlasError(error), terminal);
  process.exit(1);
});
// A reader that has seen enough (`atlas … | head`) is no error.
stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

let loaded: Promise<WorkflowDeps> | undefined;

async function load(onNotice: (notice: string) => void): Promise<WorkflowDeps> {
  const [{ createDevDatabases }, ...dialects] = await Promise.all([
    import("@atlas/dev-database"),
    ...familiesOf(args).map((family) => family.load()),
  ]);
  return { dialects, devDatabases: createDevDatabases({ cacheDir, onNotice }), cacheDir };
}

async function run(): Promise<number> {
  const { signal } = cancelOnSignals(terminal, (code) => process.exit(code));
  const exitCode = await runCli(args, {
    root,
    terminal,
    version: stamp,
    editor: process.env["EDITOR"] || "vi",
    hide,
    learnSecrets,
    signal,
    deps: (onNotice) => (loaded ??= load(onNotice)),
  });
  await (await loaded?.catch(() => undefined))?.devDatabases[Symbol.asyncDispose]();
  await terminal.flush();
  return exitCode;
}

// The bundle is CommonJS, where nothing is waited for at this level.
void run().then((exitCode) => process.exit(exitCode));
