import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { grantStatements } from "./grant-sql.ts";
import type { Privilege } from "./model.ts";

const frame = { on: '"t"', grantee: "app" };
const plain = (privilege: string, column?: string): Privilege => ({
  privilege,
  ...(column !== undefined && { column }),
  grantable: false,
});
const withOption = (privilege: string): Privilege => ({ privilege, grantable: true });

describe("statements between two lists of privileges", () => {
  it("are one for what goes and one for what comes", () => {
    assert.deepEqual(
      grantStatements(
        frame,
        [plain("SELECT"), plain("INSERT")],
        [plain("SELECT"), plain("UPDATE"), plain("DELETE")],
      ),
      ['REVOKE INSERT ON "t" FROM "app"', 'GRANT UPDATE, DELETE ON "t" TO "app"'],
    );
  });

  it("name the columns of one privilege together", () => {
    assert.deepEqual(
      grantStatements(frame, [], [plain("SELECT", "a"), plain("SELECT", "b"), plain("INSERT")]),
      ['GRANT INSERT, SELECT ("a", "b") ON "t" TO "app"'],
    );
  });

  it("give privileges on columns again where that on the table goes, as it takes them along", () => {
    const column = plain("SELECT", "a");
    assert.deepEqual(grantStatements(frame, [plain("SELECT"), column], [column]), [
      'REVOKE SELECT ON "t" FROM "app"',
      'GRANT SELECT ("a") ON "t" TO "app"',
    ]);
  });

  it("take only the option to pass a privilege on", () => {
    assert.deepEqual(grantStatements(frame, [withOption("SELECT")], [plain("SELECT")]), [
      'REVOKE GRANT OPTION FOR SELECT ON "t" FROM "app"',
    ]);
    assert.deepEqual(grantStatements(frame, [plain("SELECT")], [withOption("SELECT")]), [
      'GRANT SELECT ON "t" TO "app" WITH GRANT OPTION',
    ]);
  });

  it("say nothing of columns that are gone, which took their privileges along", () => {
    assert.deepEqual(
      grantStatements(frame, [plain("SELECT", "a")], [], () => false),
      [],
    );
  });

  it("mean everybody where nobody is named, and may speak of later objects", () => {
    const lead = "ALTER DEFAULT PRIVILEGES ";
    assert.deepEqual(grantStatements({ lead, on: "FUNCTIONS", grantee: undefined }, [plain("EXECUTE")], []), [
      "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    ]);
  });
});
