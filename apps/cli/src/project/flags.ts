import { AtlasError, type VariableInput } from "@atlas/core";
import { listFlag, textFlag, type Values } from "../flags.ts";

/** Flags that choose and feed a project file, for every command that works with schemas. */
export const projectFlags = {
  env: textFlag("Environment of the project file to take defaults from", { value: "name" }),
  var: listFlag("Input variable of the project file or of schemas in HCL", { value: "name=value" }),
  config: textFlag("Project file (default file://atlas.hcl)", { short: "c", value: "url" }),
};

export type ProjectValues = Values<typeof projectFlags>;

/**
 * The variables of `--var`; a name that was repeated has a list.
 *
 * @throws {AtlasError} `E_FLAG`.
 */
export function variablesOf(texts: readonly string[]): Readonly<Record<string, VariableInput>> {
  const found = new Map<string, readonly string[]>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals < 1)
      throw new AtlasError("E_FLAG", `variables must be format as key=value, got: ${JSON.stringify(text)}`, {
        hint: "Write it like --var name=value.",
      });
    const name = text.slice(0, equals);
    found.set(name, [...(found.get(name) ?? []), text.slice(equals + 1)]);
  }
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );
}
