import assert from "node:assert/strict";
import { it } from "node:test";
import { fingerprint } from "@atlas/engine";
import fc from "fast-check";
import { censusOfSqlite } from "../corpus/census-sqlite.ts";
import { sqliteServer } from "../databases.ts";
import { difference, print, stateOf, stateOfHcl } from "../hcl/sqlite.ts";
import { checkProperty, testLaws } from "./laws.ts";
import { sqliteSchemas } from "./sqlite-schemas.ts";

testLaws(sqliteServer, sqliteSchemas, censusOfSqlite);

it("on SQLite, what is written of a schema in HCL is read as that schema", () =>
  checkProperty(
    fc.asyncProperty(sqliteSchemas, async (schema) => {
      const state = await stateOf(schema);
      const text = print(state);
      const read = await stateOfHcl(text);
      const { kinds } = sqliteServer.dialect;
      assert.deepEqual(difference(state, read), []);
      assert.equal(fingerprint(read, kinds), fingerprint(state, kinds));
      assert.equal(print(read), text);
    }),
  ));
