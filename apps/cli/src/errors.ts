import type { AtlasError } from "@atlas/core";
import { UsageError } from "./argv.ts";
import { usageText } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Shows an error: its message on the first line, then code, place and hint, all on stderr. An error in the
 * command line is followed by the usage on stdout.
 */
export function showError(error: AtlasError, terminal: Terminal): void {
  terminal.err(errorText(error, terminal));
  if (error instanceof UsageError && error.showUsage) terminal.out(`\n${usageText(error.path, error.node)}`);
}

function errorText(error: AtlasError, terminal: Terminal): string {
  const word = error.details["abort"] === true ? "Abort:" : "Error:";
  const lines = [`${terminal.style("err", "red", word)} ${error.message}`];
  const fact = (name: string, text: string): string =>
    `  ${terminal.style("err", "dim", `${name}:`)} ${text.replaceAll("\n", `\n  ${" ".repeat(name.length + 2)}`)}`;
  if (error.place) lines.push(fact("at", `${error.place.file}:${error.place.line}:${error.place.column}`));
  lines.push(fact("code", error.code));
  // Scripts look for `Run 'atlas --help' for usage.` on a line of its own.
  if (error.hint) lines.push(error instanceof UsageError ? error.hint : fact("hint", error.hint));
  if (error.code === "E_INTERNAL" && error.cause instanceof Error && error.cause.stack)
    lines.push(fact("stack", error.cause.stack));
  return `${lines.join("\n")}\n`;
}
