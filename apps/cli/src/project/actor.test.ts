import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import type { OwnershipSettings } from "@atlas/project";
import { actorOf, type ActorOptions } from "./actor.ts";

const policy: OwnershipSettings = {
  provider: "github",
  default: "DENY",
  rules: [{ effect: "allow", name: "", match: "*", users: [], teams: ["backend", "other/data"] }],
};

interface Asked {
  readonly notes: string[];
  readonly urls: string[];
}

function ask(env: ActorOptions["env"], answers: Readonly<Record<string, number>> = {}) {
  const asked: Asked = { notes: [], urls: [] };
  const actor = actorOf(policy, {
    signal: new AbortController().signal,
    note: (message) => asked.notes.push(message),
    ...(env && { env }),
    ask: (url) => {
      asked.urls.push(url);
      const status = answers[url.replace(/^.*\/teams\/([^/]+)\/.*$/, "$1")] ?? 404;
      return Promise.resolve({ status, text: '{"state":"active"}' });
    },
  });
  return { actor, asked };
}

describe("who runs this", () => {
  it("is said by the environment, without asking anybody", async () => {
    const { actor, asked } = ask({
      ATLAS_ACTOR: "me",
      ATLAS_ACTOR_TEAMS: "backend, data",
      GITHUB_TOKEN: "t",
    });
    assert.deepEqual(await actor, { name: "me", teams: ["backend", "data"] });
    assert.deepEqual(asked, { notes: [], urls: [] });
  });

  it("is told to be unknown where nobody says, and so are teams", async () => {
    const nobody = ask({});
    assert.equal(await nobody.actor, undefined);
    assert.match(nobody.asked.notes[0] ?? "", /set GITHUB_ACTOR, or ATLAS_ACTOR/);
    const { actor, asked } = ask({ GITHUB_ACTOR: "octo" });
    assert.deepEqual(await actor, { name: "octo", teams: [] });
    assert.match(asked.notes[0] ?? "", /teams of octo are not known; set GITHUB_TOKEN/);
  });

  it("is in the teams that GitHub says", async () => {
    const env = { GITHUB_ACTOR: "octo", GITHUB_TOKEN: "hidden", GITHUB_REPOSITORY_OWNER: "acme" };
    const { actor, asked } = ask(env, { backend: 200 });
    assert.deepEqual(await actor, { name: "octo", teams: ["backend"] });
    assert.deepEqual(asked.urls, [
      "https://api.github.com/orgs/acme/teams/backend/memberships/octo",
      "https://api.github.com/orgs/other/teams/data/memberships/octo",
    ]);
  });

  it("is not guessed where GitHub does not answer", async () => {
    const env = { GITHUB_ACTOR: "octo", GITHUB_TOKEN: "hidden", GITHUB_REPOSITORY_OWNER: "acme" };
    await assert.rejects(ask(env, { backend: 500 }).actor, (error) => {
      assert.ok(error instanceof AtlasError);
      assert.match(
        error.message,
        /cannot ask whether octo is in team acme\/backend: the server answered 500/,
      );
      assert.doesNotMatch(JSON.stringify([error.message, error.hint, error.details]), /hidden/);
      return true;
    });
  });
});
