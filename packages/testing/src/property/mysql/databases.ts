import type { Flavour } from "@atlas/dev-database";
import fc from "fast-check";
import { mysqlSchemas } from "./index.ts";

const options: readonly (string | Partial<Record<Flavour, string>>)[] = [
  "",
  "CHARACTER SET latin1",
  "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
  { mariadb: "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'it''s'", mysql: "COLLATE utf8mb4_bin" },
];

/**
 * Whole servers as SQL text: up to two schemas, of which one looks at the other. The character set of the first differs
 * from server to server, so that it has no code that takes texts: code keeps that of its schema as it was made under.
 */
export function mysqlDatabases(flavour: Flavour): fc.Arbitrary<string> {
  return fc
    .record({
      here: fc.option(
        fc.record({
          option: fc.nat(options.length - 1),
          content: mysqlSchemas(flavour, { without: ["kept"] }),
        }),
        { freq: 5 },
      ),
      there: fc.option(mysqlSchemas(flavour), { freq: 3 }),
      across: fc.nat(2),
    })
    .map(({ here, there, across }) =>
      [
        ...(here ? [schemaSql("here", optionOf(here.option, flavour), here.content)] : []),
        ...(there === null
          ? []
          : [schemaSql("There & then", "CHARACTER SET latin1 COLLATE latin1_german1_ci", there)]),
        ...(here && there !== null ? acrossSql(here.content, there, across) : []),
      ].join("\n"),
    );
}

function optionOf(at: number, flavour: Flavour): string {
  const said = options[at] ?? "";
  return typeof said === "string" ? said : (said[flavour] ?? "");
}

function schemaSql(name: string, option: string, content: string): string {
  return `CREATE DATABASE \`${name}\` ${option};\nUSE \`${name}\`;\n${content}`;
}

/** What the second needs of the first. */
function acrossSql(here: string, there: string, across: number): readonly string[] {
  const hasPeople = [here, there].every((content) => content.includes("CREATE TABLE `people`"));
  const isReferable = /CREATE TABLE `people` \(`id` int NOT NULL [^,]*PRIMARY KEY/.test(here);
  if (!hasPeople || across === 0) return [];
  return [
    across === 2 && isReferable && !there.includes("SYSTEM VERSIONING")
      ? "ALTER TABLE `There & then`.people ADD COLUMN far int, ADD CONSTRAINT far FOREIGN KEY (far) REFERENCES here.people (id);"
      : "CREATE VIEW `There & then`.far AS SELECT p.id, q.id AS other FROM here.people p JOIN `There & then`.people q ON p.id = q.id;",
  ];
}
