export {
  any,
  define,
  defineRest,
  type FunctionTable,
  type HclFunction,
  list,
  object,
  type Parameter,
  text,
  texts,
} from "./call.ts";
export { ConversionError, convert, type Type } from "./convert.ts";
export { documentScope } from "./document-scope.ts";
export { evaluate, type EvaluateOptions } from "./evaluate.ts";
export { type BlockInstance, expandBlocks, forEach } from "./expand.ts";
export { format } from "./format.ts";
export { printFunction, standardFunctions } from "./functions.ts";
export { type YamlCodec, yamlFunctions } from "./functions/encoding.ts";
export { compileRe2 } from "./functions/regex.ts";
export { parse, parseExpressionText } from "./parse.ts";
export { placeOf, type Problem, ProblemError, problemsError, type Range, type Source } from "./problem.ts";
export { unknownWord } from "./schema/reader-errors.ts";
export { schemaLanguage, type SchemaLanguageOptions } from "./schema/language.ts";
export { type MentionedName, mentionedNames } from "./schema/mentions.ts";
export { ownColumn, readOwnColumns, readPartColumn, readParts } from "./schema/own-columns.ts";
export { attribute, printBlocks } from "./schema/print.ts";
export type * from "./schema/printed.ts";
export { heredocOrQuoted, listOf, quoted, rawSql, referenceTo } from "./schema/printed-values.ts";
export { projectFile } from "./schema/read-schema.ts";
export type * from "./schema/reading.ts";
export { emptyScope, namedScope } from "./scope.ts";
export type * from "./syntax.ts";
export * from "./value.ts";
export { type VariableDeclaration, variablesOf, variableValues } from "./variables.ts";
