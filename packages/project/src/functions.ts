import { isAbsolute, join } from "node:path";
import { isSecretName } from "@atlas/core";
import {
  ConversionError,
  define,
  type FunctionTable,
  type HclFunction,
  printFunction,
  standardFunctions,
  text,
  type YamlCodec,
  yamlFunctions,
} from "@atlas/hcl";
import { type ProjectHost, reasonOf } from "./host.ts";

/**
 * The functions of project files: those of the language, and what reaches files, environment and clock.
 *
 * @param folder - what relative paths start from: that of the project file.
 * @param yaml - absent: the file does not speak of YAML.
 */
export function projectFunctions(
  host: ProjectHost,
  folder: string,
  yaml: YamlCodec | undefined,
): FunctionTable {
  const startedAt = host.now();
  const fileset = define([text("pattern")], (pattern) => [...host.glob(pattern, folder)]);
  const own: Readonly<Record<string, HclFunction>> = {
    file: define([text("path")], (path) => {
      try {
        return host.readText(isAbsolute(path) ? path : join(folder, path));
      } catch (error) {
        throw new ConversionError(`open ${path}: ${reasonOf(error)}`);
      }
    }),
    fileset,
    glob: fileset,
    getenv: define([text("name")], (name) => {
      const value = host.env(name) ?? "";
      if (isSecretName(name) && value !== "") host.onSecret(value);
      return value;
    }),
    print: printFunction((line) => host.print(line)),
    // One time for the whole file, so that a value computed twice is the same.
    timestamp: define([], () => startedAt.toISOString().replace(/\.\d+Z$/, "Z")),
    uuid: define([], () => host.uuid()),
    ...(yaml && yamlFunctions(yaml)),
  };
  return new Map([...standardFunctions, ...Object.entries(own)]);
}

/** The codec behind `yamldecode`, `yamlencode` and `yamlmerge`, loaded for files that use one of them. */
export async function yamlCodecFor(source: string): Promise<YamlCodec | undefined> {
  if (!/\byaml(?:decode|encode|merge)\s*\(/.test(source)) return undefined;
  const { parse, stringify } = await import("yaml");
  return {
    parse: (input): unknown => {
      // Aliases can make a small text a huge value.
      const value: unknown = parse(input, { maxAliasCount: 100 });
      return value;
    },
    print: (value) => stringify(value),
  };
}
