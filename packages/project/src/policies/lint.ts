import type { Place, VariableInput } from "@atlas/core";
import { compileRe2, namedScope, objectOf, type Value } from "@atlas/hcl";
import type { SettingsBlock } from "../block.ts";
import { plainMap } from "../plain.ts";
import { type OwnershipSettings, readOwnership } from "./ownership.ts";

export const reviews = ["ALWAYS", "WARNING", "ERROR"] as const;

/** What a `lint` block says. Absent members: not said. */
export interface LintSettings {
  readonly format?: string;
  readonly latest?: number;
  readonly git?: { readonly base?: string; readonly dir?: string };
  readonly review?: (typeof reviews)[number];
  /** By name: `destructive`. */
  readonly analyzers: Readonly<Record<string, AnalyzerSettings>>;
  /** Single checks by code: `PG301`. */
  readonly checks: Readonly<Record<string, CheckOverride>>;
  /** Who may change what. */
  readonly ownership?: OwnershipSettings;
  readonly rules: readonly RuleSettings[];
  /** Attributes of analyzers that mean nothing here, in words for people with their place. Default: none. */
  readonly unused?: readonly string[];
}

export interface CheckOverride {
  readonly error?: boolean;
  readonly skip?: boolean;
  /** Files cannot silence it. */
  readonly force?: boolean;
}

export interface AnalyzerSettings {
  readonly error?: boolean;
  /** Files cannot silence it. */
  readonly force?: boolean;
  /** Its own switches: `check_create`. */
  readonly flags: Readonly<Record<string, boolean>>;
  /** Its own texts: `match`, `message`, `on_edit`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Its own blocks: `allow_table`, `table` of naming, `deny` of statement. */
  readonly patterns: readonly PatternSettings[];
}

export interface PatternSettings {
  readonly type: string;
  readonly name: string | undefined;
  /** A regular expression in RE2's syntax. */
  readonly match: string | undefined;
  readonly message: string | undefined;
  readonly place: Place;
}

export interface RuleSettings {
  readonly language: string;
  readonly name: string;
  /** Where it stands: paths are taken from the folder of that file. */
  readonly place: Place;
  /** Paths of rule files. */
  readonly src: readonly string[];
  /** Values of the variables that the rule files declare. */
  readonly vars: Readonly<Record<string, VariableInput>>;
  readonly error: boolean;
}

export const noLintSettings: LintSettings = { analyzers: {}, checks: {}, rules: [] };

/** What each analyzer takes besides `error` and `force`. */
interface AnalyzerShape {
  readonly flags?: readonly string[];
  readonly texts?: readonly string[];
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** Block types with how many labels they may have. */
  readonly blocks?: Readonly<Record<string, number>>;
}

const named = [
  "schema",
  "table",
  "column",
  "index",
  "foreign_key",
  "check",
  "view",
  "trigger",
  "function",
  "enum",
];

const shapes: Readonly<Record<string, AnalyzerShape>> = {
  destructive: { blocks: { allow_table: 0, allow_column: 0 } },
  data_depend: {},
  incompatible: { blocks: { drop_column: 0, drop_table: 0 } },
  concurrent_index: { flags: ["check_create", "check_drop", "check_txmode"] },
  condrop: {},
  non_linear: { words: { on_edit: ["WARN", "IGNORE", "ERROR"] } },
  naming: { texts: ["match", "message"], blocks: Object.fromEntries(named.map((name) => [name, 0])) },
  nestedtx: {},
  statement: { blocks: { allow: 1, deny: 1 } },
};

/**
 * @param inherited - the block of the whole file. An environment's own block takes from it what it lacks; its
 *   analyzers all together, and only if it has none itself.
 */
export function readLint(block: SettingsBlock | undefined, inherited: LintSettings): LintSettings {
  if (!block) return inherited;
  const log = block.text("log");
  const format = block.text("format");
  if (log !== undefined && format !== undefined)
    throw block.problem(
      "cannot use both 'log' and 'format' in the same lint block",
      "Keep format; log is its former name.",
      "log",
    );
  const latest = block.count("latest");
  const gitBlock = block.block("git");
  const git = gitBlock && readGit(gitBlock);
  if (latest !== undefined && git)
    throw block.problem("latest and git are mutually exclusive", "Keep one of them.", "latest");
  const unused: string[] = [];
  const analyzers = Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => {
      const inner = block.block(name);
      if (!inner) return [];
      const settings = readAnalyzer(inner, shape);
      unused.push(...inner.unread());
      return [[name, settings]];
    }),
  );
  const ownFormat = format ?? log ?? inherited.format;
  const review = block.word("review", reviews) ?? inherited.review;
  const hasRange = latest !== undefined || git !== undefined;
  const range = hasRange ? { latest, git } : { latest: inherited.latest, git: inherited.git };
  const checks = readChecks(block);
  const rules = block.blocks("rule").map(readRule);
  const ownershipBlock = block.block("ownership", { labels: 1 });
  const ownership = ownershipBlock ? readOwnership(ownershipBlock) : inherited.ownership;
  block.done();
  return {
    ...(ownFormat !== undefined && { format: ownFormat }),
    ...(range.latest !== undefined && { latest: range.latest }),
    ...(range.git && { git: range.git }),
    ...(review !== undefined && { review }),
    ...(Object.keys(analyzers).length > 0
      ? { analyzers, unused }
      : { analyzers: inherited.analyzers, unused: inherited.unused ?? [] }),
    checks: Object.keys(checks).length > 0 ? checks : inherited.checks,
    ...(ownership && { ownership }),
    rules: rules.length > 0 ? rules : inherited.rules,
  };
}

function readGit(block: SettingsBlock): NonNullable<LintSettings["git"]> {
  const base = block.text("base");
  const dir = block.text("dir");
  block.done();
  return { ...(base !== undefined && { base }), ...(dir !== undefined && { dir }) };
}

function readAnalyzer(block: SettingsBlock, shape: AnalyzerShape): AnalyzerSettings {
  const error = block.bool("error");
  const force = block.bool("force");
  const flags = Object.fromEntries(
    (shape.flags ?? []).flatMap((name) => {
      const value = block.bool(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  if (shape.texts?.includes("match")) patternOf(block);
  const texts = [
    ...(shape.texts ?? []).map((name) => [name, block.text(name)] as const),
    ...Object.entries(shape.words ?? {}).map(([name, words]) => [name, block.word(name, words)] as const),
  ].filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const patterns = Object.entries(shape.blocks ?? {}).flatMap(([type, labels]) =>
    block.blocks(type).map((inner) => readPattern(inner, labels)),
  );
  // Options that other versions have are none of a typo's: they are told, and do no harm.
  block.blocksDone();
  return {
    ...(error !== undefined && { error }),
    ...(force !== undefined && { force }),
    flags,
    texts: Object.fromEntries(texts),
    patterns,
  };
}

function readPattern(block: SettingsBlock, labels: number): PatternSettings {
  // A name for messages is never an obligation.
  if (block.labels.length > labels) block.wantLabels(labels);
  const pattern = {
    type: block.type,
    name: block.labels[0],
    match: patternOf(block),
    message: messageOf(block),
    place: block.place,
  };
  block.done();
  return pattern;
}

/** @throws {AtlasError} `E_HCL` for a text that is no regular expression. */
function patternOf(block: SettingsBlock): string | undefined {
  const match = block.text("match");
  if (match === undefined) return undefined;
  try {
    compileRe2(match);
    return match;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw block.problem(reason, "Patterns are regular expressions in the syntax of RE2.", "match");
  }
}

/** What a finding is about is not known yet: `${self.name}` stays as it is written for whoever fills it in. */
function messageOf(block: SettingsBlock): string | undefined {
  const expression = block.expression("message");
  if (!expression) return undefined;
  const word = (path: string): Value => objectOf([["name", `\${${path}.name}`]]);
  const self = objectOf([
    ["name", "${self.name}"],
    ["table", word("self.table")],
    ["schema", word("self.schema")],
  ]);
  const value = block.evaluate(expression, namedScope(new Map([["self", self]]), block.meaning.scope));
  if (value === null || typeof value === "string") return value ?? undefined;
  throw block.problem("message must be a text", "Write it in quotes.", "message");
}

function readChecks(block: SettingsBlock): LintSettings["checks"] {
  return Object.fromEntries(
    block.blocks("check").map((inner) => {
      inner.wantLabels(1);
      const error = inner.bool("error");
      const skip = inner.bool("skip");
      const force = inner.bool("force");
      inner.done();
      return [
        inner.labels[0] ?? "",
        {
          ...(error !== undefined && { error }),
          ...(skip !== undefined && { skip }),
          ...(force !== undefined && { force }),
        },
      ];
    }),
  );
}

function readRule(block: SettingsBlock): RuleSettings {
  block.wantLabels(2);
  const [language = "", name = ""] = block.labels;
  if (language !== "hcl")
    throw block.problem(
      `there are no rules in ${JSON.stringify(language)}`,
      'Write rule "hcl" "name" { … }.',
    );
  const src = block.texts("src", { single: true });
  if (!src) throw block.missing("src");
  const vars = plainMap(block.map("vars") ?? new Map(), block, "vars");
  const rule = { language, name, place: block.place, src, vars, error: block.bool("error") ?? false };
  block.done();
  return rule;
}
