import type { Ref } from "@atlas/core";
import {
  attribute,
  type BlockCodec,
  type BlockReader,
  heredocOrQuoted,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  type PrintedEntry,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { readDependsOn } from "../../hcl-depends-on.ts";
import type { NamedType } from "../catalog-text.ts";
import { isFreeForm } from "../routine/body.ts";
import type { Body, Code, Func, Parallel, Procedure, Setting } from "../routine/model.ts";
import { printArguments, printReturned, readArguments, readReturned, routineName } from "./routine-parts.ts";

/** `function "f" { schema = schema.public … }`; overloads are blocks of one name. */
export const functionCodec: BlockCodec<Func> = {
  types: ["function"],
  handle: ({ bareName }) => ({ type: "function", name: bareName }),
  print: (code, context) => [
    {
      type: "function",
      labels: context.labels("function", code.schema, code.bareName),
      body: [
        ...printHead(code, context),
        ...printReturned(code, context),
        { name: "as", value: printBody(code) },
        ...attribute("volatility", code.volatility === "VOLATILE" ? undefined : code.volatility),
        ...printParallel(code.parallel),
        ...attribute("leakproof", code.leakproof ? "true" : undefined),
        ...attribute("strict", code.strict ? "true" : undefined),
        ...printTail(code),
        ...attribute("cost", code.cost?.toString()),
        ...attribute("rows", code.rows?.toString()),
        ...attribute("support", code.support === undefined ? undefined : quoted(code.support)),
        ...attribute("window", code.window ? "true" : undefined),
        ...printOwn(code),
      ],
    },
  ],
  read(block, context) {
    const code = readCode(block, context);
    const returned = readReturned(block, context);
    const cost = readNumber(block, "cost");
    const rows = readNumber(block, "rows");
    const support = block.text("support");
    return {
      ...code,
      kind: "function",
      arguments: [...code.arguments, ...returned.columns],
      returns: returned.type,
      returnsSet: returned.isSet,
      uses: [...code.uses, ...typeRefsOf([returned.type, ...returned.columns])],
      volatility: volatilityOf(block.word("volatility", ["VOLATILE", "STABLE", "IMMUTABLE"])),
      parallel: readParallel(block),
      leakproof: block.bool("leakproof") ?? false,
      strict: block.bool("strict") ?? false,
      ...(cost !== undefined && { cost }),
      ...(rows !== undefined && { rows }),
      ...(support !== undefined && { support }),
      window: block.bool("window") ?? false,
    };
  },
};

export const procedureCodec: BlockCodec<Procedure> = {
  types: ["procedure"],
  handle: ({ bareName }) => ({ type: "procedure", name: bareName }),
  print: (code, context) => [
    {
      type: "procedure",
      labels: context.labels("procedure", code.schema, code.bareName),
      body: [
        ...printHead(code, context),
        { name: "as", value: printBody(code) },
        ...printTail(code),
        ...printOwn(code),
      ],
    },
  ],
  read: (block, context) => ({ ...readCode(block, context), kind: "procedure" }),
};

const languageWords: Readonly<Record<string, string>> = { sql: "SQL", plpgsql: "PLpgSQL" };

function printHead(code: Code, context: PrintBlockContext): readonly PrintedEntry[] {
  return [
    { name: "schema", value: context.schemaReference(code.schema) },
    { name: "lang", value: languageWords[code.language] ?? quoted(code.language) },
    ...printArguments(code.arguments, context),
  ];
}

function printBody({ body, language }: Code): string {
  if (body.form === "symbol") return quoted(body.symbol);
  return isFreeForm(language) ? heredocOrQuoted(body.text) : quoted(body.text);
}

function printTail({ securityDefiner, comment }: Code): readonly PrintedEntry[] {
  return [
    ...attribute("security", securityDefiner ? "DEFINER" : undefined),
    ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
  ];
}

/** What the language of others has no words for. */
function printOwn({ body, transforms, settings }: Code): readonly PrintedEntry[] {
  const library = body.form === "symbol" ? body.library : undefined;
  return [
    ...attribute("library", library === undefined ? undefined : quoted(library)),
    ...attribute("transform", transforms.length === 0 ? undefined : listOf(transforms.map(quoted))),
    ...settings.map(({ name, value }): PrintedBlock => ({
      type: "set",
      labels: [name],
      body: [{ name: "value", value: quoted(value) }],
    })),
  ];
}

function readCode(block: BlockReader, context: ReadBlockContext): Omit<Code, "kind"> {
  const said = block.requiredWord("lang");
  const language = ["sql", "plpgsql", "c", "internal"].find((known) => known === said.toLowerCase()) ?? said;
  const list = readArguments(block, context);
  const body = readBody(block, language);
  const comment = block.text("comment");
  return {
    schema: block.schema(),
    name: routineName(block.name, list),
    bareName: block.name,
    arguments: list,
    language,
    body,
    securityDefiner: block.word("security", ["DEFINER", "INVOKER"]) === "DEFINER",
    settings: block.blocks("set").map(readSetting),
    transforms: block.texts("transform") ?? [],
    ...(comment && { comment }),
    // Blocks of one name are overloads, which the reader of one block does not see.
    isOverloaded: true,
    uses: [
      ...typeRefsOf(list),
      ...list.flatMap((each) => (each.default === undefined ? [] : context.mentioned(each.default))),
      ...(body.form === "parsed" ? context.mentioned(body.text) : []),
      ...readDependsOn(block),
    ],
  };
}

function readBody(block: BlockReader, language: string): Body {
  const text = block.requiredText("as");
  const library = block.text("library");
  if (language === "c" || language === "internal")
    return { form: "symbol", ...(library !== undefined && { library }), symbol: text };
  // No SQL command begins so: only a body outside of quotes does.
  const isParsed = language === "sql" && /^\s*(?:BEGIN\s+ATOMIC|RETURN)\b/i.test(text);
  return isParsed ? { form: "parsed", text: text.trim() } : { form: "text", text };
}

function readSetting(block: BlockReader): Setting {
  return { name: block.name, value: block.requiredText("value") };
}

function typeRefsOf(types: readonly NamedType[]): readonly Ref[] {
  return types.flatMap(({ typeRef }) => typeRef ?? []);
}

function volatilityOf(word: string | undefined): Func["volatility"] {
  return word === "STABLE" || word === "IMMUTABLE" ? word : "VOLATILE";
}

export function printParallel(parallel: Parallel): readonly PrintedEntry[] {
  return attribute("parallel", parallel === "UNSAFE" ? undefined : parallel);
}

export function readParallel(block: BlockReader): Parallel {
  const word = block.word("parallel", ["SAFE", "UNSAFE", "RESTRICTED"]);
  return word === "SAFE" || word === "RESTRICTED" ? word : "UNSAFE";
}

/** @throws {AtlasError} `E_HCL` for what is no number. */
function readNumber(block: BlockReader, name: string): number | undefined {
  const value = block.sqlOrLiteral(name);
  if (value === undefined) return undefined;
  const number = "sql" in value ? Number.NaN : Number(value.literal);
  if (Number.isFinite(number) && number >= 0) return number;
  throw block.error(`${name} is not a number`, `Write a number, such as \`${name} = 100\`.`, name);
}
