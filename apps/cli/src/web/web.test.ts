import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, it } from "node:test";
import { refOf, type State } from "@atlas/core";
import type { Terminal } from "../terminal.ts";
import { inspectPage } from "./inspect-page.ts";
import { servePage } from "./serve.ts";

const column = { type: "integer", notNull: true };
const users = {
  kind: "table",
  schema: "app",
  name: "users",
  columns: [{ ...column, name: "id" }],
  foreignKeys: [],
};
const posts = {
  ...users,
  name: '<img src="x">',
  comment: "</script><script>alert(1)</script>",
  columns: [{ ...column, name: "author" }],
  foreignKeys: [{ columns: ["author"], references: { schema: "app", name: "users", columns: ["id"] } }],
};
const state: State = {
  dialect: "postgres",
  version: "16",
  scope: { bound: null, schemas: [] },
  objects: [users, posts],
  unmanaged: [{ kind: "cast", schema: "", name: "(a AS b)" }],
};
const scripts = [users, posts].map((object) => ({
  object: refOf(object),
  steps: [],
  needs: [],
  closesCircle: false,
}));

describe("the page of a schema", () => {
  const page = inspectPage(state, scripts, "postgres://app");

  it("shows names and comments as text, whatever they hold", () => {
    assert.doesNotMatch(page, /<img|alert\(1\)<\/script>/);
    assert.match(page, /&lt;img src=&quot;x&quot;&gt;/);
  });

  it("links a foreign key to the table that it refers to", () => {
    const id = /<section id="(table[^"]*users)"/.exec(page)?.[1];
    assert.ok(id);
    assert.ok(page.includes(`→ <a href="#${id}">users</a>`));
  });

  it("only names a table that is not on the page", () => {
    const alone = inspectPage({ ...state, objects: [posts] }, scripts.slice(1), "postgres://app");
    assert.ok(alone.includes("→ users"));
    assert.doesNotMatch(alone, /→ <a/);
  });

  it("opens the statements of what has nothing else to show", () => {
    assert.doesNotMatch(page, /<details open/);
    const view = { kind: "view", schema: "app", name: "v" };
    const script = { object: view, steps: [], needs: [], closesCircle: false };
    assert.match(inspectPage({ ...state, objects: [view] }, [script], "postgres://app"), /<details open/);
  });

  it("names what is not managed", () => {
    assert.match(page, /not managed yet: cast \(a AS b\)/);
  });
});

describe("serving a page", () => {
  it("answers this machine alone, and ends with the signal", async () => {
    const stop = new AbortController();
    const { promise: told, resolve: tell } = Promise.withResolvers<string>();
    const terminal = { out: tell, err: () => {} };
    // Nothing else of a terminal is used here.
    const served = servePage("<p>hi</p>", terminal as unknown as Terminal, stop.signal);
    const url = (await told).trim();
    const answer = await fetch(url);
    assert.equal(await answer.text(), "<p>hi</p>");
    assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal((await fetch(`${url}other`)).status, 404);
    const status = await new Promise((resolve, reject) =>
      request(url, { headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end(),
    );
    assert.equal(status, 403);
    stop.abort();
    await served;
    await assert.rejects(fetch(url));
  });
});
