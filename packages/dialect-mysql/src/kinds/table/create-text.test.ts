import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultIn, parseCreateText, sqlOf } from "./create-text.ts";
import { readOptions } from "./options.ts";
import { readPartitioning } from "./partitions.ts";

describe("what SHOW CREATE TABLE says", () => {
  it("is taken apart whatever stands in names and texts", () => {
    const text = parseCreateText(
      "CREATE TABLE `we``ird (` (\n  `a,b` varchar(10) DEFAULT concat('x)','y') COMMENT 'KEY `k` (',\n" +
        "  PRIMARY KEY (`a,b`,`p` WITHOUT OVERLAPS),\n  FULLTEXT KEY `ft` (`a,b`) /*!50100 WITH PARSER `ngram` */ ,\n" +
        "  PERIOD FOR `p` (`s`, `e`),\n  CONSTRAINT `c` CHECK (`a` < 1)\n) ENGINE=InnoDB TABLESPACE `x`",
    );
    assert.equal(defaultIn(text.columns.get("a,b") ?? []), "concat('x)','y')");
    assert.deepEqual([...text.indexes.keys()], ["PRIMARY", "ft"]);
    assert.deepEqual([...text.periods], [["p", ["s", "e"]]]);
    assert.equal(sqlOf(text.checks.get("c") ?? []), "(`a` < 1)");
    assert.deepEqual(readOptions("", text.options).unmanaged, ["TABLESPACE"]);
  });
});

describe("the options of a table", () => {
  it("are those of the catalog, by name", () => {
    assert.deepEqual(readOptions('row_format=COMPRESSED KEY_BLOCK_SIZE=8 COMPRESSION="zlib" partitioned'), {
      options: [
        { name: "COMPRESSION", value: "'zlib'" },
        { name: "KEY_BLOCK_SIZE", value: "8" },
        { name: "ROW_FORMAT", value: "COMPRESSED" },
      ],
      unmanaged: [],
      isPartitioned: true,
    });
  });

  it("tell by name what the model does not hold, and never a value of it", () => {
    const text = parseCreateText(
      "CREATE TABLE `t` (`a` int) ENGINE=FEDERATED DEFAULT CHARSET=latin1 CONNECTION='mysql://u:secret@h/d/t'",
    );
    assert.deepEqual(readOptions("DATA DIRECTORY='/x'", text.options), {
      options: [],
      unmanaged: ["CONNECTION", "DATA DIRECTORY"],
      isPartitioned: false,
    });
  });
});

describe("partitions", () => {
  const read = (by: string): ReturnType<typeof readPartitioning> =>
    readPartitioning(
      parseCreateText(`CREATE TABLE \`t\` (\`a\` int) ENGINE=InnoDB\n${by}`).partitioning ?? [],
    );

  it("have the values and comments that they are written with", () => {
    const text =
      "/*!50100 PARTITION BY RANGE (year(`d`))\n(PARTITION p0 VALUES LESS THAN (10) COMMENT = 'first' ENGINE = InnoDB,\n" +
      " PARTITION `p 1` VALUES LESS THAN MAXVALUE MAX_ROWS = 10 ENGINE = InnoDB) */";
    assert.deepEqual(read(text), {
      partitioning: {
        by: { method: "RANGE", expression: "year(`d`)" },
        partitions: [
          { name: "p0", values: "LESS THAN (10)", comment: "first" },
          { name: "p 1", values: "LESS THAN MAXVALUE" },
        ],
      },
      unmanaged: ["MAX_ROWS of partition p 1"],
    });
  });

  it("have the names that a server gives to a number of them", () => {
    const text =
      "/*!50100 PARTITION BY LINEAR KEY */ /*!50611 ALGORITHM = 1 */ /*!50100 (`w x`,id)\nPARTITIONS 2 */";
    assert.deepEqual(read(text), {
      partitioning: {
        by: { method: "LINEAR KEY", columns: ["w x", "id"] },
        partitions: [{ name: "p0" }, { name: "p1" }],
      },
      unmanaged: ["ALGORITHM = 1 of KEY"],
    });
  });

  it("of system time have an interval or a limit, and a current one", () => {
    assert.deepEqual(read("PARTITION BY SYSTEM_TIME LIMIT 1000 AUTO\nPARTITIONS 2").partitioning, {
      by: { method: "SYSTEM_TIME", expression: "LIMIT 1000 AUTO" },
      partitions: [
        { name: "p0", values: "HISTORY" },
        { name: "pn", values: "CURRENT" },
      ],
    });
  });

  it("may have parts of their own", () => {
    const text =
      "PARTITION BY LIST (`a`)\nSUBPARTITION BY HASH (to_days(`d`))\nSUBPARTITIONS 2\n(PARTITION `p0` VALUES IN (1,NULL) ENGINE = InnoDB,\n PARTITION `pd` DEFAULT ENGINE = InnoDB)";
    assert.deepEqual(read(text).partitioning, {
      by: { method: "LIST", expression: "`a`" },
      subpartitionBy: { method: "HASH", expression: "to_days(`d`)", count: 2 },
      partitions: [
        { name: "p0", values: "IN (1,NULL)", subpartitions: ["p0sp0", "p0sp1"] },
        { name: "pd", values: "DEFAULT", subpartitions: ["pdsp0", "pdsp1"] },
      ],
    });
  });
});
