import assert from "node:assert/strict";
import { after, it } from "node:test";
import { closeServers, isSince, mysqlServers } from "../databases.ts";

after(() => closeServers());

const [server] = mysqlServers().filter(
  (each) => each.flavour === "mysql" && isSince(each, { mysql: "8.0.19" }),
);

it(
  "a schema of MySQL that a connection is bound to is written in the documented form",
  { skip: !server && "needs MySQL" },
  async () => {
    if (!server) return;
    await using database = await server.open();
    await database.raw(sql);
    await using driver = await database.connect();
    const state = await driver.inspect({ schemas: [] });
    assert.equal(driver.dialect.hcl.print(state, "market"), hcl);
  },
);

// A generated column may not speak of one that counts up by itself: here it doubles another.
const sql = `
CREATE TABLE \`shops\` (
  \`id\` int unsigned NOT NULL AUTO_INCREMENT,
  \`code\` varchar(32) COLLATE utf8mb4_bin NOT NULL DEFAULT '7',
  \`kind\` enum('a','b') NOT NULL DEFAULT 'a' COMMENT 'kind',
  \`open\` tinyint(1) NOT NULL DEFAULT '1',
  \`total\` decimal(10,2) DEFAULT NULL,
  \`seen\` timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  \`twice\` int GENERATED ALWAYS AS (\`open\` * 2) STORED,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`code\` (\`code\` DESC),
  KEY \`pfx\` (\`code\`(8)),
  FULLTEXT KEY \`ft\` (\`code\`) WITH PARSER ngram,
  CONSTRAINT \`positive\` CHECK (\`total\` > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`;

const hcl = `table "shops" {
  schema = schema.market
  column "id" {
    null           = false
    type           = int
    unsigned       = true
    auto_increment = true
  }
  column "code" {
    null    = false
    type    = varchar(32)
    default = "7"
    collate = "utf8mb4_bin"
  }
  column "kind" {
    null    = false
    type    = enum("a","b")
    default = "a"
    comment = "kind"
  }
  column "open" {
    null    = false
    type    = bool
    default = 1
  }
  column "total" {
    null = true
    type = decimal(10,2)
  }
  column "seen" {
    null      = false
    type      = timestamp(3)
    default   = sql("CURRENT_TIMESTAMP(3)")
    on_update = sql("CURRENT_TIMESTAMP(3)")
  }
  column "twice" {
    null = true
    type = int
    as {
      expr = "(\`open\` * 2)"
      type = STORED
    }
  }
  primary_key {
    columns = [column.id]
  }
  index "code" {
    unique = true
    on {
      desc   = true
      column = column.code
    }
  }
  index "ft" {
    columns = [column.code]
    type    = FULLTEXT
    parser  = ngram
  }
  index "pfx" {
    on {
      column = column.code
      prefix = 8
    }
  }
  check "positive" {
    expr = "(\`total\` > 0)"
  }
}
schema "market" {
  charset = "utf8mb4"
  collate = "utf8mb4_0900_ai_ci"
}
`;
