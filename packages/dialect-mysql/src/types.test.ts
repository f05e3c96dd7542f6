import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { canonicalType, typeFamily } from "./types.ts";

/** As servers and people write types, and the one text that we have for each. */
const cases: readonly (readonly [written: string, canonical: string])[] = [
  ["tinyint(1)", "bool"],
  ["boolean", "bool"],
  ["BOOL", "bool"],
  ["tinyint(1) unsigned", "tinyint unsigned"],
  ["int(1)", "int"],
  ["int(11)", "int"],
  ["bigint(20) unsigned", "bigint unsigned"],
  ["int(5) unsigned zerofill", "int(5) unsigned zerofill"],
  ["int(5) zerofill", "int(5) unsigned zerofill"],
  ["integer", "int"],
  ["int signed", "int"],
  ["bit(1)", "bit"],
  ["bit(8)", "bit(8)"],
  ["decimal(10,0)", "decimal(10)"],
  ["numeric(10, 2)", "decimal(10,2)"],
  ["decimal(8,3) unsigned zerofill", "decimal(8,3) unsigned zerofill"],
  ["float(24)", "float"],
  ["float(25)", "double"],
  ["float(7,3)", "float(7,3)"],
  ["float unsigned", "float unsigned"],
  ["double precision", "double"],
  ["real", "double"],
  ["year(4)", "year"],
  ["year(2)", "year(2)"],
  ["time(0)", "time"],
  ["timestamp(3)", "timestamp(3)"],
  ["char(1)", "char(1)"],
  ["character varying(20)", "varchar(20)"],
  ["binary(1)", "binary"],
  ["varbinary(1)", "varbinary(1)"],
  ["enum('a','b''c','d,e (1)','f\\\\g')", "enum('a','b''c','d,e (1)','f\\\\g')"],
  ["set('x','y')", "set('x','y')"],
  ["enum('/* no comment */')", "enum('/* no comment */')"],
  ["timestamp /* mariadb-5.3 */", "timestamp"],
  ["varchar(30) /*M!100301 COMPRESSED*/", "varchar(30)"],
  ["geomcollection", "geometrycollection"],
  ["json", "json"],
  ["uuid", "uuid"],
  ["vector(3)", "vector(3)"],
];

describe("the canonical text of a type", () => {
  for (const [written, canonical] of cases)
    it(`is ${canonical} for ${written}`, () => {
      assert.equal(canonicalType(written), canonical);
      assert.equal(canonicalType(canonical), canonical);
    });
});

describe("the family of a type", () => {
  it("is found by its first word", () => {
    assert.equal(typeFamily("bigint unsigned"), "integer");
    assert.equal(typeFamily("enum('int')"), "values");
    assert.equal(typeFamily("uuid"), "other");
  });
});
