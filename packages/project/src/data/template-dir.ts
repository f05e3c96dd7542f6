import { basename, relative, resolve, sep } from "node:path";
import { AtlasError } from "@atlas/core";
import { isKind, isList, isNumber, objectOf, typeName, type Value } from "@atlas/hcl";
import { parseTemplate } from "@atlas/template";
import type { SettingsBlock } from "../block.ts";
import { reasonOf } from "../host.ts";
import type { DataSource } from "./registry.ts";

/** A directory of migrations whose files are Go templates. */
export const templateDir: DataSource = async (block, { name, folder, host, addSource }) => {
  const path = block.requiredText("path");
  const vars = readVars(block);
  block.done();
  const root = resolve(folder, path);
  if (!host.isFolder(root))
    throw block.problem(
      `path ${path} is not a directory`,
      "Check the path, which is relative to the project file.",
      "path",
    );
  const sources = host.glob("**/*", root).map((file) => {
    try {
      return {
        file: relative(root, file).split(sep).join("/"),
        name: basename(file),
        text: host.readText(file),
      };
    } catch (error) {
      throw block.problem(
        `open ${relative(host.cwd, file)}: ${reasonOf(error)}`,
        "Leave text files alone in the folder.",
        "path",
      );
    }
  });
  const migrations = sources.filter(({ file }) => !file.includes("/") && file.endsWith(".sql"));
  const files = migrations.map((migration) => {
    const library = sources.filter((source) => source !== migration && source.file !== "atlas.sum");
    try {
      // Included files are known by their base name, and by their path where two share one.
      const named = library.flatMap(({ file, name: base, text }) => [
        { name: base, text },
        ...(file === base ? [] : [{ name: file, text }]),
      ]);
      const template = parseTemplate(migration.text, {
        name: migration.name,
        library: named,
        missingKey: "error",
      });
      return { name: migration.name, text: template.execute(vars) };
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error;
      throw new AtlasError("E_PROJECT", error.message, {
        ...(error.place && { place: { ...error.place, file: `${path}/${error.place.file}` } }),
        hint: error.hint ?? "Correct the template, or give the value in vars.",
        cause: error,
      });
    }
  });
  const url = `mem://${path.replace(/^\.?\/+/, "")}/${name}`;
  addSource(url, { kind: "directory", folder: root, files });
  return objectOf([["url", url]]);
};

type Plain = string | number | boolean | readonly Plain[];

function readVars(block: SettingsBlock): Readonly<Record<string, Plain>> {
  const fail = (value: Value): AtlasError =>
    block.problem(
      `attribute "vars" must be a map of strings, numbers or booleans, got: ${typeName(value)}`,
      'Write vars = { Name = "value" }.',
      "vars",
    );
  const plain = (value: Value): Plain => {
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (isNumber(value)) return Number(value);
    if (isList(value)) return value.map(plain);
    throw fail(value);
  };
  const value = block.value("vars");
  if (value === undefined) return {};
  if (!isKind(value, "object")) throw fail(value);
  return Object.fromEntries([...value.fields].map(([key, item]) => [key, plain(item)]));
}
