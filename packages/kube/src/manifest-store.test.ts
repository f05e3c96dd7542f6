import assert from "node:assert/strict";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { AtlasError } from "@atlas/core";
import { ManifestStore } from "./manifest-store.ts";
import type { KubeObject, WatchEvent } from "./store.ts";
import { TestClock } from "./test-clock.ts";

const things = { group: "example.org", version: "v1", plural: "things", kind: "Thing" };
const secrets = { group: "", version: "v1", plural: "secrets", kind: "Secret" };
const everywhere = { namespaces: [] };

function thing(name: string, size: number, labels = ""): string {
  return `apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: ${name}\n${labels}spec:\n  size: ${size}\n`;
}

/** A store over a new folder, with a clock that stands still, so that only `look` reads files. */
async function setUp(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "manifests-"));
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const problems: AtlasError[] = [];
  const clock = new TestClock();
  const store = await ManifestStore.open(folder, { clock, onProblem: (problem) => problems.push(problem) });
  const events: string[] = [];
  const stop = new AbortController();
  const watched = store.watch(things, everywhere, (event) => events.push(show(event)), stop.signal);
  return {
    folder,
    store,
    problems,
    events,
    write,
    /** Reads what changed, and again when all that is missing counts as deleted. */
    look: async () => {
      await store.refresh();
      await clock.pass(250);
      await store.refresh();
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await watched;
      store[Symbol.dispose]();
      await rm(folder, { recursive: true });
    },
  };
}

function show(event: WatchEvent): string {
  return event.type === "synced" ? "synced" : `${event.type} ${event.object.metadata.name}`;
}

async function get(store: ManifestStore, name: string): Promise<KubeObject> {
  const object = await store.get(things, { namespace: "default", name });
  assert.ok(object);
  return object;
}

describe("a folder of manifests", () => {
  it("holds each document of each file, in the namespace default if none is named", async () => {
    await using set = await setUp({
      "a.yaml": `${thing("one", 1)}---\n${thing("two", 2)}`,
      "b.txt": "no: [",
    });
    assert.deepEqual(
      (await set.store.list(things, everywhere)).map(({ metadata, spec }) => [
        metadata.namespace,
        metadata.name,
        spec,
      ]),
      [
        ["default", "one", { size: 1 }],
        ["default", "two", { size: 2 }],
      ],
    );
  });

  it("raises the generation when the spec changes, but not for a label or a status", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1) });
    const key = { namespace: "default", name: "one" };
    await set.store.patchStatus(things, key, { ok: true });
    await set.write("a.yaml", thing("one", 1, "  labels: {team: alpha}\n"));
    await set.look();
    assert.equal((await get(set.store, "one")).metadata.generation, 1);
    await set.write("a.yaml", thing("one", 2, "  labels: {team: alpha}\n"));
    await set.look();
    const object = await get(set.store, "one");
    assert.equal(object.metadata.generation, 2);
    assert.deepEqual(object.status, { ok: true });
  });

  it("tells nobody of a status that is what it was", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1) });
    const key = { namespace: "default", name: "one" };
    await set.store.patchStatus(things, key, { a: 1, b: [2] });
    await set.store.patchStatus(things, key, { b: [2], a: 1, c: undefined });
    assert.deepEqual(set.events, ["set one", "synced", "set one"]);
  });

  it("reports what was added, changed and removed", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1) });
    await set.write("b.yaml", thing("two", 1));
    await set.look();
    await set.write("a.yaml", thing("one", 3));
    await set.look();
    await rm(join(set.folder, "b.yaml"));
    await set.look();
    assert.deepEqual(set.events, ["set one", "synced", "set two", "set one", "deleted two"]);
  });

  it("does not take a file for deleted that an editor empties or renames as it saves", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1) });
    await set.write("a.yaml", "");
    await set.store.refresh();
    await set.write("a.yaml", thing("one", 2));
    await set.store.refresh();
    await rename(join(set.folder, "a.yaml"), join(set.folder, "a.yaml~"));
    await set.store.refresh();
    await set.write("new", thing("one", 3));
    await rename(join(set.folder, "new"), join(set.folder, "a.yaml"));
    await set.look();
    assert.deepEqual(set.events, ["set one", "synced", "set one", "set one"]);
    assert.equal((await get(set.store, "one")).metadata.generation, 3);
  });

  it("reports a mistake with its place once and keeps the last good resources", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1) });
    await set.write("a.yaml", "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: [one\nspec: {}\n");
    await set.look();
    await set.look();
    assert.equal(set.problems.length, 1);
    const [problem] = set.problems;
    assert.equal(problem?.code, "E_MANIFEST");
    assert.equal(problem?.place?.file, join(set.folder, "a.yaml"));
    assert.equal(problem?.place?.line, 5);
    assert.deepEqual((await get(set.store, "one")).spec, { size: 1 });
  });

  it("points at the field that is wrong in its meaning", async () => {
    await using set = await setUp({
      "a.yaml": `${thing("one", 1)}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  port: 5432\n`,
    });
    assert.deepEqual(
      set.problems.map(({ message, place }) => [message, place?.line, place?.column]),
      [["data.port must be text: put it in quotes", 13, 9]],
    );
  });

  it("lets the first of two resources with one name count and says where it stands", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1), "b.yaml": thing("one", 2) });
    assert.deepEqual((await get(set.store, "one")).spec, { size: 1 });
    assert.match(set.problems[0]?.message ?? "", /Thing default\/one is defined at .*a\.yaml:1 already/u);
  });

  it("encodes the stringData of a Secret", async () => {
    await using set = await setUp({
      "a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: eA==}\nstringData: {b: y}\n",
    });
    const secret = await set.store.get(secrets, { namespace: "default", name: "s" });
    assert.deepEqual(secret?.data, { a: "eA==", b: "eQ==" });
    const [listed] = await set.store.list(secrets, { namespaces: [], metadataOnly: true });
    assert.equal(listed?.data, undefined);
  });

  it("shows an object as deleted to who no longer chooses it by its labels", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1, "  labels: {team: alpha}\n") });
    const seen: string[] = [];
    const stop = new AbortController();
    const scope = { namespaces: [], labelSelector: "team=alpha" };
    const watched = set.store.watch(things, scope, (event) => seen.push(show(event)), stop.signal);
    await set.write("a.yaml", thing("one", 1, "  labels: {team: beta}\n"));
    await set.look();
    stop.abort();
    await watched;
    assert.deepEqual(seen, ["set one", "synced", "deleted one"]);
  });

  it("counts an event that happens again", async () => {
    await using set = await setUp({ "a.yaml": thing("one", 1) });
    const about = await get(set.store, "one");
    const event = { about, type: "Normal", reason: "Applied", message: "done", component: "test" } as const;
    await set.store.recordEvent(event);
    await set.store.recordEvent(event);
    assert.deepEqual(
      set.store.events().map(({ message, count }) => [message, count]),
      [["done", 2]],
    );
  });

  it("refuses a folder that does not exist", async () => {
    await assert.rejects(ManifestStore.open("/nowhere/at/all"), { code: "E_INPUT" });
  });
});

describe("a folder of manifests under a running clock", () => {
  it("notices a change by itself", { timeout: 10_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "manifests-"));
    using store = await ManifestStore.open(folder);
    const seen = Promise.withResolvers<void>();
    const stop = new AbortController();
    const watched = store.watch(
      things,
      everywhere,
      (event) => event.type === "set" && seen.resolve(),
      stop.signal,
    );
    await writeFile(join(folder, "a.yaml"), thing("one", 1));
    await seen.promise;
    stop.abort();
    await watched;
    await rm(folder, { recursive: true });
  });
});
