import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
let built: Promise<unknown> | undefined;

/** The bundled command line, built from the present source. */
export async function bundledCli(): Promise<string> {
  await build();
  return "dist/atlas.js";
}

/** The bundled operator, built from the present source. */
export async function bundledOperator(): Promise<string> {
  await build();
  return "dist/atlas-operator.js";
}

function build(): Promise<unknown> {
  built ??= run(process.execPath, ["tools/build.ts"]);
  return built;
}
