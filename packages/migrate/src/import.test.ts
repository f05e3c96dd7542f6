import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { scanStatements } from "@atlas/sql";
import fc from "fast-check";
import type { Directory, DirectoryFormatName } from "./directory.ts";
import { LoadedFile, namedFile } from "./file.ts";
import { formatOf } from "./formats/index.ts";
import { genericScan } from "./formats/format.ts";
import { importFiles } from "./import.ts";
import { parseFile } from "./read.ts";

/** As it is read for an import: versions may be in any order. */
function directory(format: DirectoryFormatName, files: Readonly<Record<string, string>>): Directory {
  const listed = formatOf(format).list(Object.keys(files));
  return {
    path: "m",
    format,
    sum: undefined,
    files: listed.map((named) => new LoadedFile(named, Buffer.from(files[named.name] ?? ""))),
  };
}
const names = (format: DirectoryFormatName, ...files: readonly string[]): readonly string[] =>
  importFiles(directory(format, Object.fromEntries(files.map((name) => [name, ""])))).files.map(
    ({ name }) => name,
  );
const text = (format: DirectoryFormatName, name: string, content: string): string | undefined =>
  importFiles(directory(format, { [name]: content })).files[0]?.text;

describe("names of imported files", () => {
  it("keep version and description", () => {
    assert.deepEqual(names("golang-migrate", "1_a_b.up.sql", "1_a_b.down.sql", "2.up.sql"), [
      "1_a_b.sql",
      "2.sql",
    ]);
    assert.deepEqual(
      names("flyway", "B2__baseline.sql", "R__views.sql", "V1__i.sql", "V3__third_migration.sql"),
      ["2_baseline.sql", "3R_views.sql", "3_third_migration.sql"],
    );
    assert.deepEqual(names("flyway", "R__a.sql", "R__b.sql"), ["0R1_a.sql", "0R2_b.sql"]);
  });

  it("are padded where versions would not sort as text, or none would come behind", () => {
    assert.deepEqual(names("goose", "1_a.sql", "9_b.sql", "10_c.sql"), ["01_a.sql", "09_b.sql", "10_c.sql"]);
    assert.deepEqual(names("goose", "8_a.sql", "9_b.sql"), ["08_a.sql", "09_b.sql"]);
    assert.deepEqual(names("flyway", "V1__a.sql", "V1_1__b.sql", "V1.2__c.sql"), [
      "1.0_a.sql",
      "1.1_b.sql",
      "1.2_c.sql",
    ]);
  });

  it("are refused where no padding helps", () => {
    assert.throws(() => names("dbmate", "1_a.sql", "1_b.sql"), { code: "E_DIRECTORY" });
  });

  it("are named after no folder", () => {
    assert.equal(namedFile("a_b/1_c.sql").version, "1");
  });
});

describe("texts of imported files", () => {
  it("hold statements with the comments right above them", () => {
    assert.equal(
      text(
        "golang-migrate",
        "1.up.sql",
        "-- gone\n\n-- # kept\n-- kept\nA ;;\n/* kept */ B -- c\n;C\n\n-- kept",
      ),
      "-- # kept\n-- kept\nA ;\n/* kept */\nB -- c\n;\nC\n\n-- kept\n;\n",
    );
  });

  it("keep bodies of routines whole, whatever ends them", () => {
    const body = "CREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\n\n  -- two\n  SELECT 2;\nEND";
    const statement = `${body};\n`;
    assert.equal(text("golang-migrate", "1.up.sql", `DELIMITER //\n${body} //\nDELIMITER ;\n`), statement);
    assert.equal(text("dbmate", "1.sql", `-- migrate:up\n${body};\n-- migrate:down\n`), statement);
    assert.equal(
      text(
        "goose",
        "1.sql",
        "-- +goose Up\n-- +goose StatementBegin\nIF a THEN\n b;\nEND IF;\n-- +goose StatementEnd\nC;",
      ),
      "-- atlas:delimiter -- end\n\nIF a THEN\n b;\nEND IF;\n-- end\nC;\n-- end\n",
    );
  });

  it("are read as MySQL does where nothing else would do", () => {
    assert.equal(text("golang-migrate", "1.up.sql", "A 'it\\'s;';\nB;"), "A 'it\\'s;';\nB;\n");
    assert.throws(() => text("golang-migrate", "1.up.sql", "A 'b"), {
      message: /1:3: unclosed quote '\\''$/,
    });
  });
});

describe("what files say to their tool alone", () => {
  it("is told, as here everything runs once", () => {
    const notes = (format: DirectoryFormatName, name: string, content: string) =>
      importFiles(directory(format, { [name]: content })).notes;
    assert.deepEqual(notes("flyway", "V1__a.sql", "SELECT ${x};"), [
      "V1__a.sql holds ${x}, which Flyway fills in: write its value into the file",
    ]);
    const changeset =
      "--changeset a:1 dbms:mysql context:test runOnChange:true\n--preconditions onFail:MARK_RAN\nSELECT '${v}';\n";
    assert.deepEqual(notes("liquibase", "1.sql", `--liquibase formatted sql\n${changeset}`), [
      "1.sql holds ${v}, which Liquibase fills in: write its value into the file",
      "1.sql has changesets with dbms, context, preconditions, which decide in Liquibase what runs: here all of it runs",
      "1.sql has changesets with runOnChange: here they run once",
    ]);
    assert.deepEqual(notes("liquibase", "1.sql", "--changeset a:1\nSELECT 1;"), []);
  });

  it("is refused where lines would run that are to be left out", () => {
    assert.throws(
      () => text("liquibase", "1.sql", "--ignoreLines:start\nDROP TABLE t;\n--ignoreLines:end\n"),
      {
        code: "E_SOURCE",
      },
    );
  });
});

describe("whatever a file holds", () => {
  const parts = fc.constantFrom(
    ..."A B; ; ;\n \n \n\n ' \\' ( ) -- -- end\n /* */ /*! $$ $a$ # x \r\n".split(" "),
    " ",
    "BEGIN ",
    "BEGIN ATOMIC ",
    "END;\n",
    "DELIMITER //\n",
    "//",
    "-- +goose StatementBegin\n",
    "-- +goose StatementEnd\n",
    "-- migrate:down\n",
    "-- atlas:delimiter x\n",
  );
  const anyText = fc.array(parts, { maxLength: 30 }).map((each) => each.join(""));
  const plain = (statement: string): string => statement.replace(/\s*;$/, "");

  it("has the same statements once it is imported, or is refused", () => {
    const openings = {
      "golang-migrate": "",
      goose: "-- +goose Up\n",
      dbmate: "-- migrate:up\n",
      liquibase: "",
    };
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom(...(["golang-migrate", "goose", "dbmate", "liquibase"] as const)),
        (body, format) => {
          const from = directory(format, { "1.up.sql": openings[format] + body });
          const [file] = from.files;
          assert.ok(file);
          const scan = { ...genericScan, beginEnd: true };
          try {
            const written = importFiles(from).files[0]?.text ?? "";
            const before = parseFile(format, file, scan).statements.filter(({ text: each }) => each !== ";");
            assert.deepEqual(
              scanStatements(written, scan, "").map((each) => plain(each.text)),
              before.map((each) => plain(each.text)),
            );
          } catch (error) {
            if (!(error instanceof AtlasError)) throw error;
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
