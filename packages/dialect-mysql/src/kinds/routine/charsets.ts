import type { State } from "@atlas/core";
import { isCharacterType } from "../../types.ts";
import type { Schema } from "../schema.ts";
import type { Code, DataType } from "./model.ts";

/**
 * The routine as statements make it from outside of its schema: what says nothing of its character set would get that
 * of the schema that the connection is in, or of the server. In the schema a connection is bound to nothing is added.
 *
 * @param state - the one that the routine is in, which knows the character set of its schema.
 */
export function withCharsetOfSchema<C extends Code>(code: C, { objects }: State): C {
  const schema = objects.find(
    (object): object is Schema => object.kind === "schema" && object.name === code.schema,
  );
  if (schema?.charset === undefined) return code;
  const { charset, collation } = schema;
  const complete = <T extends DataType>(type: T): T =>
    type.charset !== undefined || type.collation !== undefined || !isCharacterType(type.type)
      ? type
      : { ...type, charset, ...(collation !== undefined && { collation }) };
  return {
    ...code,
    arguments: code.arguments.map(complete),
    ...(code.kind === "function" && { returns: complete(code.returns) }),
  };
}
