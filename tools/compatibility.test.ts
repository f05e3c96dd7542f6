import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Command, Group } from "../apps/cli/src/command.ts";
import { root } from "../apps/cli/src/commands/root.ts";
import { commonFunctions } from "../apps/cli/src/format/functions.ts";
import type { Terminal } from "../apps/cli/src/terminal.ts";
import { skippableChanges } from "../packages/core/src/index.ts";
import { dataSources } from "../packages/project/src/data/registry.ts";
import { projectFunctions } from "../packages/project/src/functions.ts";
import { nodeHost } from "../packages/project/src/host-node.ts";
import { builtins } from "../packages/template/src/builtins.ts";
import { Evidence } from "./compatibility/evidence.ts";
import { readArea, readCatalogue } from "./compatibility/items.ts";
import { judge, readEvidence } from "./compatibility/judge.ts";
import { renderPage } from "./compatibility/render.ts";

const areas = readCatalogue("tools/compatibility/catalogue");
const rows = areas.flatMap(({ sections }) => sections.flatMap((section) => section.rows));
const ids = rows.flatMap(({ items }) => items.map(({ id }) => id));

/** A row of a catalogue that was made up. */
function rowOf(text: string) {
  const [row] = readArea("x.txt", `# Made up\n${text}`).sections[0]?.rows ?? [];
  assert.ok(row);
  return row;
}

describe("the page of compatibility", () => {
  it("is what the tests of today show; otherwise run `npm run generate`", () => {
    const page = readFileSync("docs/reference/compatibility.md", "utf8");
    assert.equal(page, renderPage(areas, readEvidence()));
  });

  it("tells each thing once", () => {
    const twice = ids.filter((id, at) => ids.indexOf(id) < at);
    assert.deepEqual(twice, []);
  });

  it("tells every command and every flag that there is", () => {
    const known = new Set(ids);
    const missing = [...everyCommand([], root)].flatMap(([path, command]) => [
      ...(known.has(`command ${path}`) ? [] : [`command ${path}`]),
      ...Object.keys(command.flags)
        // Told once for all commands.
        .filter((flag) => !["env", "var", "config"].includes(flag))
        .map((flag) => `flag ${path} --${flag}`)
        .filter((id) => !known.has(id)),
    ]);
    assert.deepEqual(missing, [], "add these to tools/compatibility/catalogue");
  });

  it("tells every function, data source and change to skip that there is", () => {
    const known = new Set(ids);
    // What they need of it is asked when they are called.
    const terminal = {} as Terminal;
    const host = nodeHost({
      signal: AbortSignal.abort(),
      query: () => Promise.reject(new Error("nobody asks")),
      print: () => {},
      onSecret: () => {},
    });
    const named = [
      ...[...projectFunctions(host, ".", { parse: JSON.parse, print: JSON.stringify }).keys()].map(
        (name) => `function ${name}`,
      ),
      ...Object.keys({ ...builtins, ...commonFunctions(terminal) }).map((name) => `template any ${name}`),
      ...skippableChanges.map((change) => `project diff.skip.${change}`),
    ];
    const sources = [...dataSources.keys()].map((name) => `project data.${name}`);
    const missing = [
      ...named.filter((id) => !known.has(id)),
      ...sources.filter((id) => !ids.some((each) => each === id || each.startsWith(`${id}.`))),
    ];
    assert.deepEqual(missing, [], "add these to tools/compatibility/catalogue");
  });

  it("says that nothing works which no test uses, whatever is said of it", () => {
    const row = rowOf("prefix flag x\n--quiet | says less\n  differs says nothing");
    assert.deepEqual(
      judge(row, new Evidence()).map(({ state }) => state),
      ["untested"],
    );
  });

  it("takes what is refused for missing, with all that lies within", () => {
    const evidence = new Evidence();
    evidence.refused("command migrate", "a.txt");
    evidence.works("flag migrate apply --url", "b.txt");
    const [judged] = judge(rowOf("prefix flag migrate apply\n--url | the database"), evidence);
    assert.deepEqual([judged?.state, judged?.files], ["not yet", ["a.txt"]]);
  });

  it("refuses a reference to a test that is not there or speaks of something else", () => {
    const refer = (test: string) => () =>
      judge(rowOf(`--nope | x\n  shown tools/docs.test.ts: ${test}`), new Evidence());
    assert.throws(refer("no such test"), /tools\/docs\.test\.ts has no test "no such test"/);
    assert.throws(refer("every relative link"), /does not speak of nope/);
  });
});

function* everyCommand(path: readonly string[], node: Command | Group): Generator<[string, Command]> {
  if (node.type === "command") {
    if (!node.hidden) yield [path.join(" "), node];
    return;
  }
  for (const child of node.children) yield* everyCommand([...path, child.name], child);
}
