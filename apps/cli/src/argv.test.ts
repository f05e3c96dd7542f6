import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readArgv, UsageError } from "./argv.ts";
import { defineCommand, type Group } from "./command.ts";
import { durationFlag, listFlag, requiredTextFlag, switchFlag, textFlag } from "./flags.ts";

const apply = defineCommand({
  name: "apply",
  summary: "",
  description: "",
  examples: [],
  flags: {
    url: requiredTextFlag("", { short: "u" }),
    to: listFlag(""),
    file: listFlag(""),
    "dry-run": switchFlag(""),
    "dev-url": textFlag(""),
    "lock-timeout": durationFlag("", { default: "10s" }),
  },
  exclusive: [["file", "to"]],
  run: async () => 0,
});
const fmt = defineCommand({
  name: "fmt",
  summary: "",
  description: "",
  examples: [],
  flags: { check: switchFlag("") },
  operands: "[path…]",
  run: async () => 0,
});
const schema: Group = {
  type: "group",
  name: "schema",
  summary: "",
  description: "",
  examples: [],
  children: [apply, fmt],
  later: ["lint"],
};
const root: Group = { ...schema, name: "atlas", children: [schema] };

function valuesOf(...args: readonly string[]): Readonly<Record<string, unknown>> {
  const invocation = readArgv(["schema", "apply", "-u", "x", ...args], root);
  assert.equal(invocation.type, "run");
  return invocation.type === "run" ? invocation.values : {};
}

function errorOf(...args: readonly string[]): UsageError {
  try {
    readArgv(args, root);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  return assert.fail("the command line was understood");
}

describe("readArgv", () => {
  it("hands over the words besides the flags to a command that takes them, and to no other", () => {
    const invocation = readArgv(["schema", "fmt", "a", "--check", "b", "--", "--c"], root);
    assert.deepEqual(invocation.type === "run" && invocation.operands, ["a", "b", "--c"]);
    assert.equal(errorOf("schema", "apply", "-u", "x", "a").message, "accepts 0 arg(s), received 1: a");
  });

  it("takes a value after a blank, after an equals sign and right after a letter", () => {
    for (const args of [["--url", "a"], ["--url=a"], ["-u", "a"], ["-u=a"], ["-ua"]])
      assert.equal(valuesOf(...args)["url"], "a");
  });

  it("takes the values of a switch as Go writes them", () => {
    const texts = ["--dry-run", "--dry-run=1", "--dry-run=TRUE", "--dry-run=false", "--dry-run=0"];
    assert.deepEqual(
      texts.map((text) => valuesOf(text)["dry-run"]),
      [true, true, true, false, false],
    );
  });

  it("reads a list from repeated flags and from commas, but not from commas in quotes", () => {
    assert.deepEqual(valuesOf("--to", "a,b", '--to="c,""d"""')["to"], ["a", "b", 'c,"d"']);
  });

  it("reads durations as Go writes them", () => {
    const texts = ["1m30s", "250ms", "0", "1.5h"];
    assert.deepEqual(
      texts.map((text) => valuesOf("--lock-timeout", text)["lock-timeout"]),
      [90_000, 250, 0, 5_400_000],
    );
    assert.equal(valuesOf()["lock-timeout"], 10_000);
  });

  it("names what is wrong in the words of tools written in Go", () => {
    const messages: readonly (readonly [readonly string[], string])[] = [
      [["nope"], 'unknown command "nope" for "atlas"'],
      [["schema", "apply"], 'required flag(s) "url" not set'],
      [["schema", "apply", "--urk", "x"], "unknown flag: --urk"],
      [["schema", "apply", "-x"], "unknown shorthand flag: 'x' in -x"],
      [["schema", "apply", "--url"], "flag needs an argument: --url"],
      [
        ["schema", "apply", "-u", "x", "--to", "a", "--file", "b"],
        "if any flags in the group [file to] are set none of the others can be; [file to] were all set",
      ],
      [
        ["schema", "apply", "-u", "x", "--lock-timeout", "10"],
        'invalid argument "10" for "--lock-timeout" flag: expected a duration such as 10s or 1m30s',
      ],
    ];
    for (const [args, message] of messages) assert.equal(errorOf(...args).message, message);
  });

  it("guesses a mistyped word", () => {
    assert.equal(errorOf("schema", "apply", "--dev-ulr", "x").hint, "Did you mean --dev-url?");
    assert.match(errorOf("shcema").hint ?? "", /^Did you mean "schema"\?\n/);
  });

  it("says why it shows the help of a group, and guesses what was meant", () => {
    const note = (...args: readonly string[]) => {
      const invocation = readArgv(args, root);
      return invocation.type === "help" ? invocation.note : "runs";
    };
    assert.equal(note("schema", "aply"), 'unknown command "aply" for "atlas schema"; did you mean "apply"?');
    assert.equal(note("schema", "zzzzzz"), 'unknown command "zzzzzz" for "atlas schema"');
    assert.equal(note("schema"), undefined);
  });

  it("shows the help of a group for what it does not know, and of a command when asked", () => {
    for (const args of [
      [],
      ["schema"],
      ["schema", "nope"],
      ["schema", "apply", "-u", "x", "--help"],
      ["help", "schema"],
    ])
      assert.equal(readArgv(args, root).type, "help");
  });
});
