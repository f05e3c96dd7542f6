import { asAtlasError } from "@atlas/core";
import type { CommandContext } from "../../command.ts";
import type { Format } from "../../format/format.ts";
import { tellingAmbiguity } from "./ambiguity.ts";

/** How a run over migration files is told to whom started it. */
export interface Telling<Report> {
  readonly context: CommandContext;
  /** Of a template the exit code says enough: the error is in what it printed. */
  readonly format: Format | undefined;
  /** What an error says was done; `undefined` for one that came before anything was. */
  readonly reportOf: (error: unknown) => Report | undefined;
  readonly print: (report: Report) => Promise<void>;
}

/** Runs and prints what was done, also where it failed. @returns whether it went well. */
export async function toldRun<Report>(
  run: () => Promise<Report>,
  { context: { terminal }, format, reportOf, print }: Telling<Report>,
): Promise<boolean> {
  try {
    await print(await tellingAmbiguity(terminal, run));
    return true;
  } catch (error) {
    const report = reportOf(error);
    if (report === undefined) throw error;
    try {
      await print(report);
    } catch (printError) {
      // The error that ended the run must not be lost behind one of the template.
      terminal.err(`The result could not be printed: ${asAtlasError(printError).message}\n`);
      throw error;
    }
    if (!format) throw error;
    return false;
  }
}

/** A report whose error shows none of the secrets of a command. */
export function withoutSecrets<Report extends { readonly error?: { readonly message: string } }>(
  report: Report,
  hide: CommandContext["hide"],
): Report {
  return report.error
    ? { ...report, error: { ...report.error, message: hide(report.error.message) } }
    : report;
}

/** Compiles a template once it is known that there is one. */
export async function formatOf(template: string, { terminal }: CommandContext): Promise<Format> {
  const { readFormat } = await import("../../format/format.ts");
  return readFormat(template, [], terminal);
}
