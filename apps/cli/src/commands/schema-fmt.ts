import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AtlasError } from "@atlas/core";
import { defineCommand } from "../command.ts";

const suffix = ".hcl";

export const schemaFmt = defineCommand({
  name: "fmt",
  summary: "Bring HCL files into their canonical layout",
  description:
    "Lays out HCL files: indents them, aligns what belongs together, and leaves comments and the insides of " +
    "heredocs as they are. Takes files and folders, without those below them; the current folder when none " +
    "is given. Prints the name of each file that was changed.",
  examples: ["atlas schema fmt", "atlas schema fmt schema.hcl projects/"],
  flags: {},
  operands: "[path…]",
  run: async (_values, { terminal }, operands) => {
    const files = await filesIn(operands.length === 0 ? ["."] : operands, (text) => terminal.err(text));
    const { format } = await import("@atlas/hcl");
    const changed: { readonly file: string; readonly text: string }[] = [];
    for (const file of files) {
      const former = await readText(file);
      const text = format({ name: file, text: former });
      if (text !== former) changed.push({ file, text });
    }
    // Only now: a file that cannot be read leaves all of them as they are.
    for (const { file, text } of changed) {
      await writeFile(file, text).catch((error: unknown) => {
        throw fileError(file, "cannot be written", error);
      });
      terminal.out(`${file}\n`);
    }
    return 0;
  },
});

/** The HCL files that the paths name, each once. */
async function filesIn(paths: readonly string[], warn: (text: string) => void): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  for (const path of paths) {
    const facts = await stat(path).catch((error: unknown) => {
      throw fileError(path, "cannot be read", error);
    });
    if (facts.isDirectory()) {
      const entries = await readdir(path, { withFileTypes: true });
      for (const { name } of entries.filter((entry) => entry.name.endsWith(suffix) && !entry.isDirectory()))
        files.add(join(path, name));
    } else if (path.endsWith(suffix)) files.add(join(path));
    else warn(`passed over, as it does not end with ${suffix}: ${path}\n`);
  }
  return new Set([...files].toSorted());
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileError(file, "cannot be read", error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw fileError(file, "is not a text in UTF-8", error);
  }
}

function fileError(file: string, problem: string, cause: unknown): AtlasError {
  const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  const reason = isMissing ? "no such file or directory" : cause instanceof Error ? cause.message : "";
  return new AtlasError("E_SOURCE", `${file} ${problem}: ${reason}`, {
    cause,
    hint: "Give the paths of HCL files, or of folders that hold them.",
  });
}
