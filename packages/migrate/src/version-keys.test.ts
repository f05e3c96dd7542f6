import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MigrationFile } from "./directory.ts";
import { assertToldApart } from "./version-keys.ts";

// Nothing else of a file is looked at.
const file = (version: string): MigrationFile => ({ version, name: `${version}_a.sql` }) as MigrationFile;
const unpadded = { versionKey: (version: string) => version.replace(/ +$/, "") };

describe("versions that a database takes for one", () => {
  it("are refused with the names of both files", () => {
    assert.throws(() => assertToldApart([file("1"), file("2"), file("1 ")], [], unpadded), {
      code: "E_MIGRATE",
      message:
        'the revisions table of this database does not tell version "1" from "1 ": file "1_a.sql" and file "1 _a.sql"',
    });
  });

  it("are fine where the database tells them apart, or where there is one of them", () => {
    assertToldApart([file("1"), file("1 ")], [], {});
    assertToldApart([file("1 "), file(" 1"), file(""), file("")], [], unpadded);
  });
});
