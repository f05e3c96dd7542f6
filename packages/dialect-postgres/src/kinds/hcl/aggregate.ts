import type { Ref } from "@atlas/core";
import {
  attribute,
  type BlockCodec,
  type BlockReader,
  type PrintBlockContext,
  type PrintedEntry,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { significantTokens } from "@atlas/sql";
import { readDependsOn } from "../../hcl-depends-on.ts";
import { withoutNeedlessQuotes } from "../../hcl-raw-type.ts";
import { printType, readRequiredType } from "../../hcl-types.ts";
import { syntax } from "../../syntax.ts";
import { qualified } from "../../text.ts";
import type { Aggregate, Transition } from "../routine/model.ts";
import { printParallel, readParallel } from "./routine.ts";
import { printArguments, readArguments, routineName } from "./routine-parts.ts";

/** `aggregate "total" { schema = schema.public … }`; overloads are blocks of one name. */
export const aggregateCodec: BlockCodec<Aggregate> = {
  types: ["aggregate"],
  handle: ({ bareName }) => ({ type: "aggregate", name: bareName }),
  print: (aggregate, context) => {
    const { moving, comment, sortOperator } = aggregate;
    return [
      {
        type: "aggregate",
        labels: context.labels("aggregate", aggregate.schema, aggregate.bareName),
        body: [
          { name: "schema", value: context.schemaReference(aggregate.schema) },
          ...printArguments(aggregate.arguments, context),
          ...printTransition(aggregate, context),
          ...printParallel(aggregate.parallel),
          ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
          ...printDetails(aggregate, context),
          ...printFunction("combine_func", aggregate.combineFunction, context),
          ...printFunction("serial_func", aggregate.serialFunction, context),
          ...printFunction("deserial_func", aggregate.deserialFunction, context),
          ...attribute("sort_operator", sortOperator === undefined ? undefined : quoted(sortOperator)),
          ...attribute("form", aggregate.form === "normal" ? undefined : aggregate.form.toUpperCase()),
          ...attribute(
            "direct_args",
            aggregate.directArguments === 0 ? undefined : String(aggregate.directArguments),
          ),
          ...(moving
            ? [
                {
                  type: "moving",
                  labels: [],
                  body: [
                    ...printTransition(moving, context),
                    ...printFunction("inverse_func", moving.inverseFunction, context),
                    ...printDetails(moving, context),
                  ],
                },
              ]
            : []),
        ],
      },
    ];
  },
  read: readAggregate,
};

function printTransition(state: Transition, context: PrintBlockContext): readonly PrintedEntry[] {
  return [
    ...printFunction("state_func", state.stateFunction, context),
    { name: "state_type", value: printType({ type: state.stateType }, context) },
    ...attribute("initial_value", state.initialValue === undefined ? undefined : quoted(state.initialValue)),
  ];
}

function printDetails(state: Transition, context: PrintBlockContext): readonly PrintedEntry[] {
  return [
    ...attribute("state_size", state.stateSize?.toString()),
    ...printFunction("final_func", state.finalFunction, context),
    ...attribute("final_func_extra", state.finalExtra ? "true" : undefined),
    ...attribute("final_func_modify", state.finalModifies),
  ];
}

/** By reference, or by its name as SQL writes it. */
function printFunction(
  name: string,
  sql: string | undefined,
  context: PrintBlockContext,
): readonly PrintedEntry[] {
  if (sql === undefined) return [];
  const [first = "", second] = namesIn(sql);
  const called = second === undefined ? { schema: "", name: first } : { schema: first, name: second };
  const value = context.isDeclared("function", called.schema, called.name)
    ? context.reference("function", called.schema, called.name)
    : quoted(withoutNeedlessQuotes(sql));
  return [{ name, value }];
}

function readAggregate(block: BlockReader, context: ReadBlockContext): Aggregate {
  const list = readArguments(block, context);
  const calls: Ref[] = [];
  const read = (from: BlockReader, name: string): string | undefined => {
    const called = readFunction(from, name, context);
    calls.push(...(called?.uses ?? []));
    return called?.sql;
  };
  const moving = block.block("moving");
  const comment = block.text("comment");
  const combine = read(block, "combine_func");
  const serial = read(block, "serial_func");
  const deserial = read(block, "deserial_func");
  const sortOperator = block.text("sort_operator");
  const form = block.word("form", ["ORDERED", "HYPOTHETICAL"]);
  const isOrdered = form !== undefined;
  return {
    kind: "aggregate",
    schema: block.schema(),
    name: routineName(block.name, list),
    bareName: block.name,
    arguments: list,
    // The server knows it by the final function.
    returns: { type: "unknown" },
    form: form === "ORDERED" ? "ordered" : isOrdered ? "hypothetical" : "normal",
    directArguments: Number(block.int("direct_args") ?? 0),
    ...readTransition(block, read, context),
    ...(combine !== undefined && { combineFunction: combine }),
    ...(serial !== undefined && { serialFunction: serial }),
    ...(deserial !== undefined && { deserialFunction: deserial }),
    ...(moving && {
      moving: {
        ...readTransition(moving, read, context),
        inverseFunction: requiredFunction(moving, "inverse_func", read),
      },
    }),
    ...(sortOperator !== undefined && { sortOperator }),
    parallel: readParallel(block),
    ...(comment && { comment }),
    isOverloaded: true,
    uses: [...list.flatMap(({ typeRef }) => typeRef ?? []), ...calls, ...readDependsOn(block)],
  };
}

type ReadFunction = (block: BlockReader, name: string) => string | undefined;

function readTransition(block: BlockReader, read: ReadFunction, context: ReadBlockContext): Transition {
  const size = block.int("state_size");
  const final = read(block, "final_func");
  const modifies = block.word("final_func_modify", ["READ_ONLY", "SHAREABLE", "READ_WRITE"]);
  const initialValue = block.text("initial_value");
  return {
    stateFunction: requiredFunction(block, "state_func", read),
    stateType: readRequiredType(block, "state_type", context).type,
    ...(size !== undefined && { stateSize: Number(size) }),
    ...(final !== undefined && { finalFunction: final }),
    finalExtra: block.bool("final_func_extra") ?? false,
    // One of the words that were asked for.
    ...(modifies !== undefined && { finalModifies: modifies as NonNullable<Transition["finalModifies"]> }),
    ...(initialValue !== undefined && { initialValue }),
  };
}

function requiredFunction(block: BlockReader, name: string, read: ReadFunction): string {
  const called = read(block, name);
  if (called !== undefined) return called;
  throw block.error(
    `missing ${name} of ${block.type} ${JSON.stringify(block.name)}`,
    `Name the function: \`${name} = function.f\` or \`${name} = "int4pl"\`.`,
  );
}

function readFunction(
  block: BlockReader,
  name: string,
  context: ReadBlockContext,
): { readonly sql: string; readonly uses: readonly Ref[] } | undefined {
  const value = block.typeExpression(name);
  if (!value) return undefined;
  const sql = "reference" in value ? qualified(value.reference) : "sql" in value ? value.sql : value.name;
  return { sql, uses: context.mentioned(sql) };
}

function namesIn(sql: string): readonly string[] {
  return significantTokens(sql, syntax).flatMap(({ kind, text }) => {
    if (kind === "identifier") return [text.slice(1, -1).replaceAll('""', '"')];
    return kind === "word" ? [text.toLowerCase()] : [];
  });
}
