import { any, define, type FunctionTable, type HclFunction, text } from "./call.ts";
import { ConversionError, setOf, toBool, toNumber, toText } from "./convert.ts";
import { collectionFunctions } from "./functions/collections.ts";
import { dateFunctions } from "./functions/dates.ts";
import { encodingFunctions } from "./functions/encoding.ts";
import { toJson } from "./functions/json.ts";
import { numberFunctions } from "./functions/numbers.ts";
import { regexFunctions } from "./functions/regex.ts";
import { stringFunctions, truthFunctions } from "./functions/strings.ts";
import { elements, isKind, isList, sqlValue, typeName, type Value } from "./value.ts";

const conversionFunctions: Readonly<Record<string, HclFunction>> = {
  tobool: define([any("v")], (value) => (value === null ? null : toBool(value))),
  tolist: define([any("v")], (value) => (value === null ? null : itemsOf(value, "list"))),
  tonumber: define([any("v")], (value) => (value === null ? null : toNumber(value))),
  toset: define([any("v")], (value) => (value === null ? null : setOf(itemsOf(value, "set")))),
  tostring: define([any("v")], (value) => (value === null ? null : toText(value))),
};

/**
 * The functions that need nothing from outside. `try` and `can` belong to the language itself; whoever has an
 * output, files, an environment or YAML adds `print`, `file`, `getenv` or `yamldecode`.
 */
export const standardFunctions: FunctionTable = new Map(
  Object.entries({
    ...collectionFunctions,
    ...conversionFunctions,
    ...dateFunctions,
    ...encodingFunctions,
    ...numberFunctions,
    ...regexFunctions,
    ...stringFunctions,
    ...truthFunctions,
    sql: define([text("expr")], (expression) => {
      if (expression.trim() === "") throw new ConversionError("empty expression");
      return sqlValue(expression);
    }),
  }),
);

/** `print(v)`: hands the value over as a line, texts as they are and all else as JSON, and returns it. */
export function printFunction(write: (line: string) => void): HclFunction {
  return define([any("v")], (value) => {
    write(`${typeof value === "string" ? value : toJson(value)}\n`);
    return value;
  });
}

function itemsOf(value: Value, wanted: string): readonly Value[] {
  if (isList(value) || isKind(value, "set")) return elements(value)?.map(([, item]) => item) ?? [];
  throw new ConversionError(`cannot convert ${typeName(value)} to ${wanted}`);
}
