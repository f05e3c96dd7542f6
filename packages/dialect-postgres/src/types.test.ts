import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { canonicalType } from "./types.ts";

describe("canonicalType", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["INT8", "bigint"],
    ["varchar(255)", "character varying(255)"],
    ["char", "character(1)"],
    ["timestamp(3) without time zone", "timestamp(3)"],
    ["timestamp(6) with time zone", "timestamptz"],
    ["time with time zone", "timetz"],
    ["decimal(10, 2)", "numeric(10,2)"],
    ["float(24)", "real"],
    ["bit(1)", "bit"],
    ["interval year to month", "interval year to month"],
    ["int[3][]", "integer[]"],
    ['"public"."Mood"[]', '"public"."Mood"[]'],
    ["public.geometry(Point,4326)", "public.geometry(Point,4326)"],
  ];
  for (const [text, expected] of cases)
    it(`knows ${text} as ${expected}`, () => assert.equal(canonicalType(text), expected));

  it("refuses a float of too many bits", () => {
    assert.throws(() => canonicalType("float(54)"), { code: "E_SOURCE" });
  });
});
