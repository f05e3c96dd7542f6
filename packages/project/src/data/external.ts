import { resolve } from "node:path";
import { AtlasError } from "@atlas/core";
import type { SettingsBlock } from "../block.ts";
import { type ProjectHost, reasonOf } from "../host.ts";
import type { DataSource } from "./registry.ts";

/** What a program prints, as it is. Usually decoded with `jsondecode`. */
export const external: DataSource = async (block, { host }) => {
  const output = await runProgram(block, host);
  block.done();
  return output;
};

/**
 * Runs the program of a data source, without a shell.
 *
 * @returns its standard output, untouched.
 * @throws {AtlasError} `E_PROJECT` with what it said on standard error.
 */
export async function runProgram(block: SettingsBlock, host: ProjectHost): Promise<string> {
  const program = block.texts("program");
  if (!program) throw block.missing("program");
  if (program.length === 0 || program[0] === "")
    throw block.problem("program cannot be empty", 'Write program = ["name", "argument"].', "program");
  const folder = resolve(host.cwd, block.text("working_dir") ?? "");
  const fail = (reason: string, { path = program[0], cause }: { path?: string; cause?: unknown } = {}) =>
    new AtlasError("E_PROJECT", `running program ${path}: ${reason}`, {
      place: block.placeOf("program"),
      hint: "Run the program by hand, in the same folder, and look at what it says.",
      cause,
    });
  const result = await host.run(program, { folder }).catch((cause: unknown) => {
    if (cause instanceof AtlasError) throw cause;
    throw fail(reasonOf(cause), { cause });
  });
  if (result.code === 0) return result.stdout;
  const said = result.stderr.trim();
  throw fail(said === "" ? `exit status ${result.code}` : said, result);
}
