import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nonLinearStep } from "./non-linear.ts";

const entry = (name: string, content = name) => ({ name, version: name.replace(".sql", ""), content });
const options = (texts: Readonly<Record<string, string>>, error = false) => ({
  error,
  texts,
  flags: {},
  patterns: [],
});

describe("nonLinearStep", () => {
  const base = [entry("1.sql"), entry("3.sql")];

  it("finds nothing where files only came behind", () => {
    assert.equal(nonLinearStep([...base, entry("4.sql")], base, undefined), undefined);
  });

  it("names what went, what was edited and what came too early, and how to put it right", () => {
    const local = [entry("1.sql", "other"), entry("2.sql")];
    const step = nonLinearStep(local, base, undefined);
    const [report] = step?.result?.reports ?? [];
    assert.deepEqual(
      report?.diagnostics.map(({ text }) => text),
      ["File 3.sql was removed", "File 1.sql was edited", "File 2.sql was added out of order, before 3.sql"],
    );
    assert.deepEqual(report?.fixes, [{ message: "Rebase the directory by running: atlas migrate rebase 2" }]);
    assert.equal(step?.error, undefined);
  });

  it("says nothing of a repeatable file that was edited, as it is there for that", () => {
    const repeatable = (content: string) => ({ name: "R__views.sql", version: "", content });
    assert.equal(
      nonLinearStep([...base, entry("4.sql"), repeatable("b")], [...base, repeatable("a")], undefined),
      undefined,
    );
  });

  it("fails for what the settings say", () => {
    const edited = [entry("1.sql", "other"), entry("3.sql")];
    assert.equal(nonLinearStep(edited, base, options({ on_edit: "IGNORE" })), undefined);
    assert.ok(nonLinearStep(edited, base, options({ on_edit: "ERROR" }))?.error);
    assert.ok(nonLinearStep([entry("1.sql")], base, options({}, true))?.error);
  });
});
