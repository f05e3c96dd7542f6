import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const root = join(import.meta.dirname, "../../../..");

/**
 * What schema tools are known to get wrong, and what of ours would see it: cases of the corpus by dialect and name,
 * which run in both directions, and tests as `file#words of their name`.
 */
const traps: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "Silence: whole kinds": {
    "views": ["postgres/view--definition", "sqlite/view--definition"],
    "functions": ["postgres/function--body"],
    "triggers": ["postgres/trigger--events", "sqlite/trigger--body"],
    "policies": ["postgres/policy--using"],
    "domains": ["postgres/domain--check"],
    "composite types": ["postgres/composite--attribute-type"],
    "extensions": ["postgres/extension--version"],
    "privileges": ["postgres/privilege--table"],
    "publications": ["postgres/publication--tables"],
  },
  "Silence: attributes inside tables": {
    "collation of an index column": ["postgres/index--collation", "sqlite/index--collation"],
    "operator class options": ["postgres/index--operator-class-options"],
    "MATCH FULL": ["postgres/foreign-key--match-full", "sqlite/foreign-key--match"],
    "NOT VALID": ["postgres/foreign-key--not-valid", "postgres/check--not-valid", "postgres/domain--check-not-valid"],
    "NO INHERIT": ["postgres/check--no-inherit"],
    "deferrability": ["postgres/foreign-key--deferrable", "postgres/unique--deferrable", "postgres/primary-key--deferrable", "postgres/exclusion--deferrable", "sqlite/foreign-key--deferrable"],
    "several storage parameters of an index": ["postgres/index--storage-parameters"],
    "STORAGE and COMPRESSION of a column": ["postgres/column--storage", "postgres/column--compression"],
    "statistics targets": ["postgres/column--statistics", "postgres/index--expression-statistics", "postgres/statistics--target"],
    "REPLICA IDENTITY": ["postgres/table--replica-identity-full", "postgres/table--replica-identity-index", "postgres/table--replica-identity-nothing"],
    "row security, enabled and forced": ["postgres/table--row-security", "postgres/table--row-security-forced"],
    "UNLOGGED": ["postgres/table--unlogged", "postgres/sequence--unlogged"],
    "type, bounds, cycle and owner of a sequence": ["postgres/sequence--type", "postgres/sequence--bounds", "postgres/sequence--cycle", "postgres/sequence--owned"],
    "a serial becomes bigserial or identity": ["postgres/serial--to-bigserial", "postgres/serial--to-bigserial-identity", "postgres/identity--from-serial"],
    "comments on constraints, triggers and types": ["postgres/check--comment", "postgres/foreign-key--comment", "postgres/primary-key--comment", "postgres/unique--comment", "postgres/trigger--comment", "postgres/enum--comment", "postgres/domain--comment", "postgres/composite--comment", "postgres/range--comment"],
    "removed enum values": ["postgres/enum--value-removed-with-dependents"],
    "validity and parent of partition indexes": ["postgres/partition--index-attached", "postgres/partition--index-left-invalid"],
    "names that differ by case alone": ["sqlite/column--name-case", "sqlite/column--names-that-differ-by-case-between-tables", "postgres/table--hostile-names"],
    "an unnamed foreign key stays unnamed": ["sqlite/foreign-key--unnamed-survives-rebuild"],
    "lengths of varchar(n)": ["sqlite/column--type-length"],
    "columns without a type": ["sqlite/column--without-type"],
  },
  "Silence: MariaDB and MySQL": {
    "ON UPDATE CURRENT_TIMESTAMP": ["mysql/column--on-update", "mysql/column--on-update-with-default"],
    "AUTO_INCREMENT added or removed": ["mysql/column--auto-increment", "mysql/primary-key--drop-of-auto-increment"],
    "list and range partitions": ["mysql/partition--by-list", "mysql/partition--by-range", "mysql/partition--split"],
    "checks of a column": ["mysql/column--check-of-its-own", "mysql/column--check-of-its-own-changes"],
    "last digits of long decimals": ["mysql/column--default-long-decimal"],
    "events": ["mysql/event--schedule", "mysql/event--body", "mysql/event--preserve", "mysql/event--disabled", "mysql/event--comment"],
    "bodies of triggers": ["mysql/trigger--body"],
    "names that differ by case alone": ["mysql/column--name-case", "mysql/index--name-case"],
  },
  "Order and dependencies": {
    "a default, check or generated column calls a function": ["postgres/column--default-calls-function", "postgres/check--calls-function", "postgres/column--generated-calls-function"],
    "a column of a domain, composite or range type": ["postgres/domain--column-of-new-domain", "postgres/composite--used-by-column", "postgres/range--add", "postgres/table--column-of-a-multirange"],
    "a function over a table or its row type": ["postgres/function--body-uses-new-table", "postgres/function--row-type-of-a-table", "postgres/table--row-type-of-a-table"],
    "the check of a domain calls a function": ["postgres/domain--check-calls-function"],
    "a dropped column that others use": ["postgres/view--over-dropped-column", "postgres/policy--over-dropped-column", "postgres/column--generated-over-dropped-column", "postgres/column--drop-used-by-everything", "sqlite/column--drop-used-by-view-and-trigger"],
    "a retyped column that others use": ["postgres/view--over-retyped-column", "postgres/policy--over-retyped-column", "postgres/foreign-key--both-columns-retyped", "postgres/column--generated-over-retyped-column"],
    "SELECT * views": ["postgres/view--star-over-a-new-column", "sqlite/view--star-over-a-new-column"],
    "text to enum": ["postgres/column--type-text-to-enum"],
    "a new enum value is used at once": ["postgres/enum--new-value-used-as-default"],
    "a parameter renamed, a result of another type": ["postgres/function--parameter-renamed", "postgres/function--parameter-renamed-under-a-default", "postgres/function--return-type-under-a-view"],
  },
  "Needless destruction": {
    "ATTACH and DETACH PARTITION": ["postgres/partition--attached", "postgres/partition--becomes-table"],
    "DROP EXPRESSION: values of a generated column stay": ["postgres/column--generated-to-plain", "sqlite/column--generated-to-plain"],
    "SET DATA TYPE … USING": ["postgres/column--type-text-to-integer", "postgres/column--type-text-to-uuid"],
    "RENAME": ["postgres/rename--table", "postgres/rename--column", "sqlite/rename--table", "sqlite/rename--column"],
    "SET STORAGE": ["postgres/column--storage"],
    "another collation": ["postgres/column--collation", "postgres/collation--locale-under-column", "sqlite/column--collation"],
    "a column moves between parent and child": ["postgres/inheritance--column-moves-up", "postgres/inheritance--column-moves-down"],
    "a foreign key outlives its index": ["postgres/foreign-key--kept-when-its-index-changes", "postgres/foreign-key--references-unique-index", "postgres/primary-key--referenced-moves"],
  },
  "Positions and values": {
    "a serial that becomes identity goes on": ["postgres/identity--from-serial"],
    "an enum loses a value, the rows stay": ["postgres/enum--value-removed-with-dependents"],
    "an index over partitions ends valid": ["postgres/partition--index-over-all", "postgres/partition--index-left-invalid"],
    "a numbered table goes on": ["sqlite/primary-key--autoincrement-keeps-next-value"],
  },
  "Half-done work": {
    "a failure is told exactly": ["packages/testing/src/faults/apply.test.ts#keeps what was applied and says what was not when a statement fails in transaction mode none"],
    "an index stays as long as a foreign key needs it": ["mysql/foreign-key--index-stays-when-it-goes", "mysql/foreign-key--index-that-it-needs-is-replaced", "mysql/foreign-key--index-that-it-needs-gets-wider"],
    "what a server without transactions has done is told": ["packages/testing/src/faults/mysql.test.ts#keeps what was applied, and names it, when rows stand in the way of a statement", "packages/testing/src/faults/mysql-killed.test.ts#leaves nothing half done when its process is killed at any statement"],
    "a crash changes nothing": ["packages/testing/src/faults/apply.test.ts#changes nothing when the process is killed half-way, and the next run finishes"],
  },
  "Loops": {
    "exclusion constraints": ["postgres/exclusion--add", "postgres/exclusion--predicate"],
    "checks that the server writes anew": ["postgres/check--rewritten-by-the-server"],
    "lists in another order": ["postgres/check--list-in-another-order", "postgres/index--partial-over-list", "postgres/view--over-list", "sqlite/check--list-in-another-order"],
    "typed literals and implicit casts": ["postgres/check--typed-literals-and-casts", "postgres/column--default-literals-of-every-shape", "postgres/check--over-retyped-column"],
  },
  "Secrets": {
    "of user mappings and servers": ["postgres/user-mapping--gains-password", "postgres/foreign-server--options", "packages/testing/src/postgres/secrets.test.ts#never leave the server: what holds one is named and left alone"],
  },
  "New versions": {
    "WITHOUT OVERLAPS": ["postgres/primary-key--without-overlaps"],
    "virtual generated columns": ["postgres/column--generated-virtual", "postgres/column--generated-virtual-to-stored"],
    "named not-null constraints": ["postgres/column--not-null-named"],
  },
  "Scale": {
    "large schemas": ["packages/testing/src/large/large.test.ts#SQL and HCL of a database make the same database"],
    "round trips": ["packages/testing/src/conformance/states.ts#costs the same number of round trips whatever the number of tables"],
  },
  "Dev databases": {
    "shared by two runs": ["packages/dev-database/src/databases.test.ts#is separate from every other use"],
    "dirty after a run that died": ["packages/testing/src/conformance/applying.ts#is clean at first, dirty with anything in it, and clean again when it was cleaned"],
    "the wrong version or flavour": ["packages/dev-database/src/databases.test.ts#never takes another major of an embedded server"],
  },
};

describe("known traps have their cases:", () => {
  for (const [group, items] of Object.entries(traps))
    describe(group, () => {
      for (const [item, proofs] of Object.entries(items))
        it(item, () => {
          assert.ok(proofs.length > 0);
          assert.deepEqual(
            proofs.filter((proof) => !isThere(proof)),
            [],
          );
        });
    });
});

function isThere(proof: string): boolean {
  const [path = "", words] = proof.split("#");
  if (words === undefined) return existsSync(join(root, "corpus", path, "to.sql"));
  return existsSync(join(root, path)) && readFileSync(join(root, path), "utf8").includes(words);
}
