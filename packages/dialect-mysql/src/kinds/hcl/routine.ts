import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintBlockContext,
  type PrintedAttribute,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
} from "@atlas/hcl";
import { printOrigin, readDeclaredOrigin } from "../origin.ts";
import {
  type Argument,
  type Code,
  dataAccesses,
  type DataType,
  type Func,
  type Procedure,
} from "../routine/model.ts";
import { printType, readType } from "../type-text.ts";
import { printBody, readCode } from "./texts.ts";

export const functionCodec: BlockCodec<Func> = {
  types: ["function"],
  print: (code, context) => [
    printRoutine(code, context, [
      { name: "return", value: printType(code.returns.type) },
      ...attribute("return_charset", code.returns.charset),
      ...attribute("return_collate", code.returns.collation),
    ]),
  ],
  read(block) {
    const type = readType(block, "return");
    if (type === undefined)
      throw block.error(
        `missing return of function ${JSON.stringify(block.name)}`,
        "Say what it returns: `return = int`.",
      );
    const charset = block.wordOrSql("return_charset");
    const collation = block.wordOrSql("return_collate");
    return {
      ...readRoutine(block),
      kind: "function",
      returns: {
        type,
        ...(charset !== undefined && { charset }),
        ...(collation !== undefined && { collation }),
      },
      ...(block.bool("aggregate") && { aggregate: true as const }),
    };
  },
};

export const procedureCodec: BlockCodec<Procedure> = {
  types: ["procedure"],
  print: (code, context) => [printRoutine(code, context, [])],
  read: (block) => ({ ...readRoutine(block), kind: "procedure" }),
};

function printRoutine(
  code: Code,
  context: PrintBlockContext,
  returned: readonly PrintedAttribute[],
): PrintedBlock {
  const body: readonly PrintedEntry[] = [
    { name: "schema", value: context.schemaReference(code.schema) },
    ...code.arguments.map(printArgument),
    ...returned,
    { name: "as", value: printBody(code.body) },
    ...attribute("deterministic", code.deterministic ? "true" : undefined),
    ...attribute(
      "data_access",
      code.dataAccess === "CONTAINS SQL" ? undefined : code.dataAccess.replaceAll(" ", "_"),
    ),
    ...attribute("security", code.security === "DEFINER" ? undefined : code.security),
    ...attribute("comment", code.comment === undefined ? undefined : quoted(code.comment)),
    ...attribute("aggregate", code.kind === "function" && code.aggregate ? "true" : undefined),
    ...printOrigin(code.origin),
  ];
  return { type: code.kind, labels: context.labels(code.kind, code.schema, code.name), body };
}

function printArgument(argument: Argument): PrintedBlock {
  const { name, mode, type, charset, collation, default: value } = argument;
  return {
    type: "arg",
    labels: [name],
    body: [
      { name: "type", value: printType(type) },
      ...attribute("mode", mode === "IN" ? undefined : mode),
      ...attribute("charset", charset),
      ...attribute("collate", collation),
      ...attribute("default", value === undefined ? undefined : quoted(value)),
    ],
  };
}

function readRoutine(block: BlockReader): Omit<Procedure, "kind"> {
  const access = block.word(
    "data_access",
    dataAccesses.map((words) => words.replaceAll(" ", "_")),
  );
  const comment = block.text("comment");
  // SQL is the only language; other dialects have to say it.
  block.word("lang", ["SQL"]);
  return {
    schema: block.schema(),
    name: block.name,
    arguments: block.blocks("arg").map(readArgument),
    body: readCode(block, "BEGIN … END"),
    deterministic: block.bool("deterministic") ?? false,
    dataAccess: dataAccesses.find((words) => words.replaceAll(" ", "_") === access) ?? "CONTAINS SQL",
    security: block.word("security", ["DEFINER", "INVOKER"]) === "INVOKER" ? "INVOKER" : "DEFINER",
    ...(comment && { comment }),
    origin: readDeclaredOrigin(block, { sqlMode: true }),
  };
}

function readArgument(block: BlockReader): Argument {
  const { type, ...others } = readDataType(block);
  const mode = block.word("mode", ["IN", "OUT", "INOUT"]);
  const value = block.expression("default");
  return {
    name: block.name,
    mode: mode === "OUT" || mode === "INOUT" ? mode : "IN",
    type,
    ...others,
    ...(value !== undefined && { default: value }),
  };
}

function readDataType(block: BlockReader): DataType {
  const type = readType(block, "type");
  if (type === undefined)
    throw block.error(`missing type of arg ${JSON.stringify(block.name)}`, "Name its type: `type = int`.");
  const charset = block.wordOrSql("charset");
  const collation = block.wordOrSql("collate");
  return { type, ...(charset !== undefined && { charset }), ...(collation !== undefined && { collation }) };
}
