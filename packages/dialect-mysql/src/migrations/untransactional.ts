import type { UntransactionalTables } from "@atlas/core";
import { wordsOf } from "./natures.ts";

/** Engines whose tables keep what was written when a transaction is taken back. */
const engines = ["MyISAM", "Aria", "MEMORY", "HEAP", "CSV", "ARCHIVE", "MERGE", "MRG_MYISAM", "FEDERATED"];

const makes = new RegExp(
  `^CREATE TABLE (?:IF NOT EXISTS )?(?:\\S+ \\. )?(\\S+) .*\\bENGINE (?:= )?['"]?(?:${engines.join("|")})\\b`,
  "is",
);
const changes = new RegExp(
  `^ALTER (?:IGNORE )?TABLE (?:\\S+ \\. )?(\\S+) .*\\bENGINE (?:= )?['"]?(?:${engines.join("|")})\\b`,
  "is",
);
const writing = /^(?:INSERT|REPLACE|UPDATE|DELETE|LOAD|WITH)(?: |$)/;

function nameOf(word: string): string {
  return word.replaceAll("`", "").toLowerCase();
}

/** Tables of MyISAM and its like. What triggers write to them is not seen. */
export const untransactional: UntransactionalTables = {
  query: `SELECT t.TABLE_NAME FROM INFORMATION_SCHEMA.TABLES t
    WHERE t.TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
      AND (DATABASE() IS NULL OR t.TABLE_SCHEMA = DATABASE()) AND t.ENGINE IN (${engines.map((name) => `'${name}'`).join(", ")})`,

  madeBy: (statement) => {
    const words = wordsOf(statement);
    const name = (makes.exec(words) ?? changes.exec(words))?.[1];
    return name === undefined ? undefined : nameOf(name);
  },

  writes: (statement) => writing.test(wordsOf(statement)),

  touches: (statement, tables) => {
    const words = wordsOf(statement);
    return writing.test(words) && words.split(" ").some((word) => tables.has(nameOf(word)));
  },
};
