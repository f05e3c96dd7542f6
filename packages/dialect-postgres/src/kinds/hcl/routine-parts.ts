import {
  attribute,
  type BlockReader,
  type PrintBlockContext,
  type PrintedBlock,
  type PrintedEntry,
  type ReadBlockContext,
} from "@atlas/hcl";
import { printDefault, readDefault } from "../../hcl-defaults.ts";
import { requiredName } from "../../hcl-expressions.ts";
import { printType, readRequiredType } from "../../hcl-types.ts";
import type { NamedType } from "../catalog-text.ts";
import { type Argument, type Func, isInput } from "../routine/model.ts";

/** The name of a routine in a state that was read from a text. */
export function routineName(bareName: string, list: readonly Argument[]): string {
  const types = list.filter(isInput).map(({ type }) => type);
  return `${bareName}(${types.join(", ")})`;
}

export function printArguments(
  list: readonly Argument[],
  context: PrintBlockContext,
): readonly PrintedBlock[] {
  return list
    .filter(({ mode }) => mode !== "TABLE")
    .map((each) => ({
      type: "arg",
      labels: each.name === undefined ? [] : [each.name],
      body: [
        { name: "type", value: printType(each, context) },
        ...attribute("default", each.default === undefined ? undefined : printDefault(each.default, each)),
        ...attribute("mode", each.mode === "IN" ? undefined : each.mode),
      ],
    }));
}

export function readArguments(block: BlockReader, context: ReadBlockContext): readonly Argument[] {
  return block.blocks("arg").map((each): Argument => {
    const named = namedType(each, "type", context);
    const mode = each.word("mode", ["IN", "OUT", "INOUT", "VARIADIC"]);
    const value = readDefault(each, "default", named);
    return {
      // One of the words that were asked for.
      mode: (mode ?? "IN") as Argument["mode"],
      ...(each.name !== "" && { name: each.name }),
      ...named,
      ...(value !== undefined && { default: value }),
    };
  });
}

function namedType(block: BlockReader, name: string, context: ReadBlockContext): NamedType {
  const { type, typeRef } = readRequiredType(block, name, context);
  return { type, ...(typeRef && { typeRef }) };
}

/** `return = integer`, `return_set = table.users` or `return_table { column … }`. */
export function printReturned(code: Func, context: PrintBlockContext): readonly PrintedEntry[] {
  const columns = code.arguments.filter(({ mode }) => mode === "TABLE");
  if (columns.length === 0)
    return [{ name: code.returnsSet ? "return_set" : "return", value: printType(code.returns, context) }];
  return [
    {
      type: "return_table",
      labels: [],
      body: columns.map((column) => ({
        type: "column",
        labels: [column.name ?? ""],
        body: [{ name: "type", value: printType(column, context) }],
      })),
    },
  ];
}

export interface Returned {
  readonly type: NamedType;
  readonly isSet: boolean;
  readonly columns: readonly Argument[];
}

/** @throws {AtlasError} `E_HCL` unless exactly one of the three is there. */
export function readReturned(block: BlockReader, context: ReadBlockContext): Returned {
  const table = block.block("return_table");
  const ways = [
    ...["return", "return_set"].filter((name) => block.has(name)),
    ...(table ? ["return_table"] : []),
  ];
  if (ways.length !== 1)
    throw block.error(
      ways.length === 0
        ? `missing return of function ${JSON.stringify(block.name)}`
        : `function ${JSON.stringify(block.name)} has both ${ways.join(" and ")}`,
      "Say what it returns by one of return, return_set and return_table; void if nothing.",
    );
  if (table)
    return {
      type: { type: "record" },
      isSet: true,
      columns: table.blocks("column").map((column): Argument => ({
        mode: "TABLE",
        name: requiredName(column),
        ...namedType(column, "type", context),
      })),
    };
  const isSet = ways[0] === "return_set";
  return { type: namedType(block, isSet ? "return_set" : "return", context), isSet, columns: [] };
}
