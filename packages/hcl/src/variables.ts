import { ConversionError, convert, type Type } from "./convert.ts";
import { evaluate } from "./evaluate.ts";
import { type FunctionTable } from "./call.ts";
import { ProblemError, problemsError, type Range } from "./problem.ts";
import { emptyScope } from "./scope.ts";
import type { Block, Document, Expression } from "./syntax.ts";
import { isKind, isList, objectOf, type ObjectValue, type Value } from "./value.ts";

/** A `variable "name" { … }` block. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: Type;
  readonly document: Document;
  readonly block: Block;
}

/**
 * The variables that documents declare, in their order.
 *
 * @throws {AtlasError} `E_HCL` for a declaration that is malformed or there twice.
 */
export function variablesOf(documents: readonly Document[]): readonly VariableDeclaration[] {
  const seen = new Set<string>();
  return documents.flatMap((document) =>
    document.body.blocks
      .filter(({ type }) => type === "variable")
      .map((block) => {
        try {
          const declaration = declarationOf(document, block);
          if (!seen.has(declaration.name)) {
            seen.add(declaration.name);
            return declaration;
          }
          const message = `the variable ${JSON.stringify(declaration.name)} is declared a second time`;
          throw new ProblemError(message, block.typeRange, "Keep one of the declarations.");
        } catch (error) {
          if (error instanceof ProblemError) throw problemsError(document, [error]);
          throw error;
        }
      }),
  );
}

/**
 * The values of variables, converted to their types; what is given but not declared is passed over.
 *
 * @param given - values from outside. One value for a list or set is a list of one.
 * @param functions - what defaults may call.
 * @throws {AtlasError} `E_HCL` for a variable without a value, or with one that its type does not take.
 */
export function variableValues(
  declarations: readonly VariableDeclaration[],
  given: ReadonlyMap<string, Value>,
  functions: FunctionTable,
): ObjectValue {
  return objectOf(
    declarations.map(({ name, type, document, block }) => {
      const fail = (message: string, range: Range, hint: string) =>
        problemsError(document, [{ message, range, hint }]);
      const preset = block.body.attributes.get("default")?.value;
      const outside = given.get(name);
      if (outside === undefined && !preset)
        throw fail(
          `missing value for required variable ${JSON.stringify(name)}`,
          block.typeRange,
          `Give it on the command line, such as --var ${name}=…, or declare a default.`,
        );
      const value =
        outside ?? (preset ? evaluate(preset, { source: document, scope: emptyScope, functions }) : null);
      try {
        return [name, convert(wrapped(value, type), type)];
      } catch (error) {
        if (!(error instanceof ConversionError)) throw error;
        const message = `variable ${JSON.stringify(name)}: ${error.message}`;
        throw fail(message, preset ?? block.typeRange, "Give a value of the declared type.");
      }
    }),
  );
}

function wrapped(value: Value, type: Type): Value {
  const isScalar = value !== null && !isList(value) && !isKind(value, "set") && !isKind(value, "unknown");
  return isScalar && (type.kind === "list" || type.kind === "set") ? [value] : value;
}

function declarationOf(document: Document, block: Block): VariableDeclaration {
  const [label, ...others] = block.labels;
  if (!label || others.length > 0)
    throw new ProblemError(
      `expected one label, the name of the variable, found ${block.labels.length}`,
      block.typeRange,
      'Write variable "name" { type = string }.',
    );
  const type = block.body.attributes.get("type");
  if (!type)
    throw new ProblemError(
      `the variable ${JSON.stringify(label.value)} has no type`,
      block.typeRange,
      "Add a type, such as type = string.",
    );
  return { name: label.value, type: typeOf(type.value, label.value), document, block };
}

const simpleTypes: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["string", { kind: "string" }],
  ["number", { kind: "number" }],
  ["int", { kind: "int" }],
  ["bool", { kind: "bool" }],
  ["any", { kind: "any" }],
  ["list", { kind: "list", of: { kind: "any" } }],
  ["set", { kind: "set", of: { kind: "any" } }],
  ["map", { kind: "map", of: { kind: "any" } }],
]);

/** The type that an expression names: `string`, `list(T)`, `tuple([T, …])`, `object({ k = T })`. */
function typeOf(expression: Expression, variable: string): Type {
  if (expression.kind === "variable") {
    const type = simpleTypes.get(expression.name);
    if (type) return type;
    throw invalidType(expression.name, expression, variable);
  }
  if (expression.kind !== "call") throw invalidType(shownType(expression), expression, variable);
  const [argument, ...others] = expression.args;
  if (!argument || others.length > 0) throw invalidType(expression.name, expression, variable);
  switch (expression.name) {
    case "list":
    case "set":
    case "map":
      return { kind: expression.name, of: typeOf(argument, variable) };
    case "tuple":
      if (argument.kind === "tuple")
        return { kind: "tuple", items: argument.items.map((item) => typeOf(item, variable)) };
      break;
    case "object":
      if (argument.kind === "object")
        return {
          kind: "object",
          fields: new Map(
            argument.fields.map(({ key, value, keyRange }) => {
              if (typeof key === "string") return [key, typeOf(value, variable)];
              throw new ProblemError(
                "expected a name as key of an object type",
                keyRange,
                "Write { name = type }.",
              );
            }),
          ),
        };
      break;
  }
  throw invalidType(expression.name, expression, variable);
}

/** What somebody wrote in place of a type: mostly its name in quotes. */
function shownType(expression: Expression): string {
  if (expression.kind === "literal") return expression.text;
  const [part] = expression.kind === "template" ? expression.parts : [];
  return part?.kind === "text" ? part.value : "this expression";
}

function invalidType(name: string, range: Range, variable: string): ProblemError {
  return new ProblemError(
    `invalid type ${JSON.stringify(name)} for variable ${JSON.stringify(variable)}. ` +
      "Valid types are: string, number, bool, list, map, or set",
    range,
    "Write the type without quotes, such as type = list(string).",
  );
}
