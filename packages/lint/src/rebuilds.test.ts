import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ModelTable } from "@atlas/core";
import { mergeRebuilds } from "./rebuilds.ts";
import { sqliteSyntax } from "./statements/samples.ts";
import { column, lintFile, model, table } from "./testing/models.ts";

const users = table("users", [column("id")]);
const pets = table("pets", [column("id")]);
const draft = table("new_users", [column("id"), column("name")]);
const rebuilt: ModelTable = { ...draft, name: "users" };

/** What is left of a table that is built anew with these statements between its creation and its drop. */
function told(copy: string, dropsPets = false): readonly string[] {
  const [before, after] = dropsPets
    ? [model([users, draft]), model([draft])]
    : [model([users, pets, draft]), model([pets, draft])];
  const file = lintFile(model([users, pets]), [
    { text: "CREATE TABLE new_users (id int, name int);", to: model([users, pets, draft]) },
    { text: copy, to: model([users, pets, draft]) },
    ...(dropsPets ? [{ text: "DROP TABLE pets;", to: before }] : []),
    { text: "DROP TABLE users;", to: after },
    { text: "ALTER TABLE new_users RENAME TO users;", to: model([rebuilt, ...(dropsPets ? [] : [pets])]) },
  ]);
  return mergeRebuilds(file, sqliteSyntax).statements.flatMap(({ changes }) =>
    changes.map(({ type }) => type),
  );
}

describe("a table that is built anew", () => {
  it("changed where its rows are copied", () => {
    for (const copy of [
      "INSERT INTO new_users SELECT id, 1 FROM users;",
      "INSERT INTO `new_users` (id, name) SELECT id, 1 FROM `users` WHERE id > 1;",
      "INSERT INTO main.new_users SELECT id, 1 FROM main.users;",
      "INSERT OR IGNORE INTO [new_users] SELECT id, 1 FROM Users;",
    ])
      assert.deepEqual(told(copy), ["modify_table"], copy);
  });

  it("is lost where they are not", () => {
    for (const copy of [
      "INSERT INTO new_users SELECT id, 1 FROM pets;",
      "INSERT INTO new_users VALUES (1, 1);",
      "INSERT INTO pets SELECT id FROM users;",
    ])
      assert.ok(told(copy).includes("drop_table"), copy);
  });

  it("changed although another one is dropped meanwhile", () => {
    assert.deepEqual(told("INSERT INTO new_users SELECT id, 1 FROM users;", true), [
      "modify_table",
      "drop_table",
    ]);
  });
});
