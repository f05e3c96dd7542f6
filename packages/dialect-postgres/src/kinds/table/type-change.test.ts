import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { typeChange } from "./type-change.ts";

const column = (type: string) => ({ name: "x", type, notNull: false, options: [], uses: [], reads: [] });
const cuts = (from: string, to: string): boolean => typeChange(column(from), column(to)).cuts;

describe("a change of type", () => {
  const lossy: readonly (readonly [string, string])[] = [
    ["numeric(10,2)", "integer"],
    ["numeric(10,4)[]", "numeric(10,2)[]"],
    ["double precision", "real"],
    ["bigint", "double precision"],
    ["double precision", "numeric"],
    ["text", "name"],
    ["text", "character(10)"],
    ["text", "date"],
    ["text", "timestamp"],
    ["text", "numeric(10,2)"],
    ["text", "bytea"],
    ["text", "character varying(3)[]"],
    ["timestamptz", "timestamp"],
    ["timestamp", "timestamptz"],
    ["timestamp(6)", "timestamp(0)"],
    ["timetz", "time"],
    ["interval", "interval day"],
    ["integer", "boolean"],
    ["bit varying(8)", "bit(4)"],
    ["inet", "cidr"],
    ["macaddr8", "macaddr"],
    ["numeric", "money"],
    ["json", "jsonb"],
    ["box", "circle"],
  ];
  for (const [from, to] of lossy)
    it(`from ${from} to ${to} may change values`, () => assert.equal(cuts(from, to), true));

  const exact: readonly (readonly [string, string])[] = [
    ["integer", "bigint"],
    // What does not fit is refused, row by row.
    ["bigint", "integer"],
    ["text", "character varying(3)"],
    ["bit(8)", "bit(4)"],
    ["integer", "numeric"],
    ["integer", "double precision"],
    ["integer", "text"],
    ["text", "integer"],
    ["text", "uuid"],
    ["text", "numeric"],
    ["character varying(10)", "text"],
    ["date", "timestamp"],
    ["interval day", "interval"],
    ["macaddr", "macaddr8"],
    ["boolean", "integer"],
    ["integer[]", "text"],
    ["integer", "integer[]"],
    ["text", '"public"."mood"'],
    ["text", "citext"],
  ];
  for (const [from, to] of exact)
    it(`from ${from} to ${to} keeps values or fails`, () => assert.equal(cuts(from, to), false));
});
