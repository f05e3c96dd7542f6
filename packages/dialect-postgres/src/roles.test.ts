import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rolesCreated, rolesNamed } from "./roles.ts";

describe("roles named in statements", () => {
  for (const [statement, names] of [
    [
      'CREATE POLICY p ON t TO app, "My Role", CURRENT_USER USING (v IN (SELECT x FROM u))',
      ["My Role", "app"],
    ],
    ["CREATE POLICY p ON t USING (a)", []],
    ["ALTER POLICY p ON t RENAME TO q", []],
    ["ALTER POLICY p ON t TO Reader WITH CHECK (true)", ["reader"]],
    [
      "GRANT SELECT (a, b), UPDATE ON t TO GROUP app, PUBLIC WITH GRANT OPTION GRANTED BY boss",
      ["app", "boss"],
    ],
    ["REVOKE ALL ON t FROM app CASCADE", ["app"]],
    ["GRANT readers, writers TO app", ["app", "readers", "writers"]],
    ["REVOKE ADMIN OPTION FOR readers FROM app", ["app", "readers"]],
    ["ALTER TABLE t OWNER TO app", ["app"]],
    ["ALTER TABLE t RENAME TO u", []],
    ["ALTER DEFAULT PRIVILEGES FOR ROLE boss IN SCHEMA s GRANT SELECT ON TABLES TO app", ["app", "boss"]],
    ["CREATE SCHEMA s AUTHORIZATION app", ["app"]],
    ["ALTER ROLE app SET search_path TO x", ["app"]],
    ["COMMENT ON ROLE app IS 'x'", ["app"]],
    ["SET ROLE app", ["app"]],
    ["CREATE TABLE t (a int); -- GRANT ALL TO x", []],
    ["INSERT INTO t VALUES ('GRANT x TO y')", []],
  ] as const)
    it(`finds ${names.join(", ") || "none"} in ${statement}`, () => {
      assert.deepEqual(rolesNamed([statement]), names);
    });

  it("leaves out those that the statements create", () => {
    assert.deepEqual(
      rolesNamed(["CREATE ROLE app", "create user \"Me\" PASSWORD 'x'", 'GRANT app TO "Me", other']),
      ["other"],
    );
  });
});

describe("roles that statements create", () => {
  for (const [statement, names] of [
    ["CREATE ROLE app LOGIN", ["app"]],
    ['create user "My App" IN ROLE x', ["My App"]],
    ["CREATE USER MAPPING FOR app SERVER s", []],
    ["COMMENT ON TABLE t IS 'CREATE ROLE app'", []],
    ["DO $x$ BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END $x$", ["app"]],
    ["DO 'BEGIN CREATE GROUP readers; END'", ["readers"]],
  ] as const)
    it(`are ${names.length === 0 ? "none" : names.join(", ")} in: ${statement}`, () => {
      assert.deepEqual(rolesCreated([statement]), names);
    });

  it("are not missing where other statements name them", () => {
    assert.deepEqual(rolesNamed(["CREATE ROLE app", "GRANT SELECT ON t TO app, other"]), ["other"]);
  });
});
