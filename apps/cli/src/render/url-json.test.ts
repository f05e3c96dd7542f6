import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { urlJson } from "./url-json.ts";

describe("urlJson", () => {
  it("has the keys that consumers know, in their order", () => {
    assert.equal(
      JSON.stringify(urlJson("sqlite://file.db", "main")),
      '{"Scheme":"sqlite","Opaque":"","User":null,"Host":"file.db","Path":"","RawPath":"","OmitHost":false,' +
        '"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":"","Schema":"main"}',
    );
  });

  it("tells that there is a user, and not who", () => {
    const json = urlJson("postgres://me:xxxxx@h:5432/db?sslmode=disable", null);
    assert.deepEqual(
      [json["User"], json["Host"], json["Path"], json["RawQuery"], json["Schema"]],
      [{}, "h:5432", "/db", "sslmode=disable", ""],
    );
  });
});
