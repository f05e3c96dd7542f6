import { objectOf } from "@atlas/hcl";
import { runProgram } from "./external.ts";
import type { DataSource } from "./registry.ts";

/** A schema that a program prints as SQL, such as the loader of an ORM. */
export const externalSchema: DataSource = async (block, { name, host, addSource }) => {
  const text = await runProgram(block, host);
  block.done();
  if (text.includes("\0"))
    throw block.problem(
      "the program printed binary data instead of SQL",
      "Let it print SQL statements.",
      "program",
    );
  // Programs that fail often say nothing and claim success; an empty schema would drop all there is.
  if (text.trim() === "")
    throw block.problem(
      "the program printed nothing",
      "Let it print SQL statements; for a schema without any object, a comment such as `-- empty`.",
      "program",
    );
  const url = `mem://external_schema/${name}`;
  addSource(url, { kind: "sql", files: [{ name: `data.external_schema.${name}`, text }] });
  return objectOf([["url", url]]);
};
