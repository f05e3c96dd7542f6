import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import { CallError, type TemplateFunction } from "@atlas/template";
import { type ArchiveFile, archiveText, readArchive } from "./archive.ts";

/** What `split` can take apart: a text that was printed before, and how. */
export interface Splittable {
  /** `undefined`: this text is no schema that was printed. */
  filesOf(text: string, options: readonly string[]): readonly ArchiveFile[] | undefined;
}

/** `split` and `write`: a schema in a file for each object. */
export function splitFunctions(schema: Splittable): Readonly<Record<"split" | "write", TemplateFunction>> {
  // A body may hold a line that looks like the start of a file: what was split here is known exactly.
  const known = new Map<string, readonly ArchiveFile[]>();
  return {
    split: {
      // The text comes last: it is piped in.
      parameters: ["string"],
      rest: "string",
      call: (...args: readonly string[]) => {
        const files = schema.filesOf(args.at(-1) ?? "", args.slice(0, -1));
        if (!files) throw new CallError("split requires hcl or sql schema output");
        const text = archiveText(files);
        known.set(text, files);
        return text;
      },
    },
    write: {
      parameters: ["string"],
      rest: "string",
      call: (...args: readonly string[]) => {
        if (args.length > 2) throw new CallError("takes one folder at most");
        const text = args.at(-1) ?? "";
        const files = known.get(text) ?? readArchive(text);
        if (files.length === 0) throw new CallError("there are no files to write: use split before it");
        for (const file of files) writeInto(args.length === 2 ? (args[0] ?? ".") : ".", file);
        return "";
      },
    },
  };
}

function writeInto(folder: string, { path, text }: ArchiveFile): void {
  const inside = normalize(path);
  if (isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`))
    throw new CallError(`the file ${JSON.stringify(path)} would lie outside of the folder`);
  const target = join(folder, inside);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  } catch (error) {
    throw new CallError(
      `cannot write ${JSON.stringify(target)}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
