import { asAtlasError, AtlasError, Secret } from "@atlas/core";
import { isKind, isList, isNumber, objectOf, typeName, type Value } from "@atlas/hcl";
import type { SettingsBlock } from "../block.ts";
import type { Scalar } from "../host.ts";
import type { DataSource } from "./registry.ts";

/**
 * The rows of a query: `.count`, `.values` and `.value`, the first one or null. One column makes a list of
 * its values, several make a list of objects.
 */
export const sql: DataSource = async (block, { host }) => {
  const url = new Secret(block.requiredText("url"));
  const query = block.requiredText("query");
  const args = readArgs(block);
  block.done();
  const { columns, rows } = await host.query(url, query, args).catch((cause: unknown) => {
    const error = asAtlasError(cause);
    const isConnecting = ["E_URL", "E_CONNECT", "E_AUTH"].includes(error.code);
    throw new AtlasError(
      error.code,
      `${isConnecting ? "opening connection" : "executing query"}: ${error.message}`,
      {
        hint: error.hint ?? "Correct the query.",
        place: block.placeOf(isConnecting ? "url" : "query"),
        details: error.details,
        cause,
      },
    );
  });
  const valueOf = (scalar: Scalar | undefined): Value => {
    if (scalar !== null && scalar !== undefined) return scalar;
    throw block.problem(
      "unsupported row type: <nil>",
      "Leave such rows out in the query (WHERE … IS NOT NULL), or give them a value with coalesce.",
      "query",
    );
  };
  const values = rows.map((row): Value =>
    columns.length === 1
      ? valueOf(row[0])
      : objectOf(columns.map((column, index) => [column, valueOf(row[index])])),
  );
  return objectOf([
    ["count", values.length],
    ["values", values],
    ["value", values[0] ?? null],
  ]);
};

function readArgs(block: SettingsBlock): readonly Scalar[] {
  const value = block.value("args");
  if (value === undefined) return [];
  const hint = "Write args = [var.name, 10, true].";
  if (!isList(value) && !isKind(value, "set"))
    throw block.problem(`attribute "args" must be a list, got: ${typeName(value)}`, hint, "args");
  return (isList(value) ? value : value.items).map((item) => {
    if (typeof item === "string" || typeof item === "boolean" || isNumber(item)) return item;
    throw block.problem(
      `attribute "args" must be a list of strings, numbers or booleans, got: ${typeName(item)}`,
      hint,
      "args",
    );
  });
}
