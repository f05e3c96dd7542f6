import type { SettingsBlock } from "../block.ts";

/** What a `diff` block says. Absent members: not said. */
export interface DiffSettings {
  /** Change kinds that are left out of plans: `drop_table`. */
  readonly skip: readonly string[];
  readonly concurrentIndex: { readonly add?: boolean; readonly drop?: boolean };
  /** Plans avoid what blocks others for long, where the database can. */
  readonly online?: boolean;
  readonly thresholds: ThresholdSettings;
  readonly materialized: { readonly withNoData?: boolean };
  readonly addTable: { readonly ifNotExists?: boolean };
  readonly addColumn: { readonly ifNotExists?: boolean };
  readonly addIndex: { readonly ifNotExists?: boolean };
  readonly dropTable: { readonly ifExists?: boolean; readonly cascade?: boolean };
  readonly notNull: { readonly check?: boolean; readonly lockSafe?: boolean };
}

/** From what size on there is advice about steps that block a table. */
export interface ThresholdSettings {
  readonly rows?: number;
  readonly sizeBytes?: number;
}

const objects = [
  "schema",
  "table",
  "column",
  "index",
  "foreign_key",
  "view",
  "func",
  "proc",
  "trigger",
  "primary_key",
  "unique",
  "check",
  "enum",
  "domain",
  "composite",
  "range",
  "sequence",
  "extension",
  "materialized",
  "aggregate",
  "policy",
  "rule",
  "event_trigger",
  "cast",
  "collation",
  "role",
  "user",
  "permission",
  "server",
  "foreign_table",
  "publication",
  "subscription",
  "text_search",
  "operator",
] as const;
const renames = ["table", "column", "index", "view", "func", "proc", "trigger", "constraint"].map(
  (what) => `rename_${what}`,
);

/** Change kinds that `skip` may name. */
const skippable: readonly string[] = [
  ...["add", "drop", "modify"].flatMap((verb) => objects.map((object) => `${verb}_${object}`)),
  ...renames,
];

export const noDiffSettings: DiffSettings = {
  skip: [],
  concurrentIndex: {},
  thresholds: {},
  materialized: {},
  addTable: {},
  addColumn: {},
  addIndex: {},
  dropTable: {},
  notNull: {},
};

/** @param blocks - the `diff` blocks of one level: the plain one, and those with a driver as label. */
export function readDiff(blocks: readonly SettingsBlock[], inherited: DiffSettings): DiffSettings {
  const [plain, second] = blocks.filter(({ labels }) => labels.length === 0);
  if (second) throw second.problem('duplicate block "diff"', "Keep one of them.");
  let settings = plain ? readPlain(plain, inherited) : inherited;
  for (const block of blocks.filter(({ labels }) => labels.length > 0)) {
    block.wantLabels(1);
    const notNull = block.block("not_null");
    const isPostgres = ["postgres", "postgresql"].includes(block.labels[0] ?? "");
    settings = {
      ...settings,
      // No other family has such a form; a block for it is read all the same.
      notNull:
        notNull && isPostgres ? flags(notNull, { check: "check", lockSafe: "lock_safe" }) : settings.notNull,
    };
    block.done();
  }
  return settings;
}

function readPlain(block: SettingsBlock, inherited: DiffSettings): DiffSettings {
  const skip = block.block("skip");
  const concurrent = block.block("concurrent_index");
  const flagsOf = <K extends string>(
    type: string,
    names: Readonly<Record<K, string>>,
  ): Partial<Record<K, boolean>> => {
    const inner = block.block(type);
    return inner ? flags(inner, names) : {};
  };
  const thresholds = block.block("thresholds");
  const online = block.bool("online") ?? inherited.online;
  const settings: DiffSettings = {
    skip: skip ? readSkip(skip) : inherited.skip,
    concurrentIndex: concurrent ? readConcurrent(concurrent) : inherited.concurrentIndex,
    ...(online !== undefined && { online }),
    thresholds: thresholds ? readThresholds(thresholds) : inherited.thresholds,
    materialized: flagsOf("materialized", { withNoData: "with_no_data" }),
    addTable: flagsOf("add_table", { ifNotExists: "if_not_exists" }),
    addColumn: flagsOf("add_column", { ifNotExists: "if_not_exists" }),
    addIndex: flagsOf("add_index", { ifNotExists: "if_not_exists" }),
    dropTable: flagsOf("drop_table", { ifExists: "if_exists", cascade: "cascade" }),
    notNull: flagsOf("not_null", { check: "check", lockSafe: "lock_safe" }),
  };
  block.done();
  return settings;
}

function readSkip(block: SettingsBlock): readonly string[] {
  const skip = skippable.filter((change) => block.bool(change) === true);
  block.done();
  return skip;
}

function readConcurrent(block: SettingsBlock): DiffSettings["concurrentIndex"] {
  const { add, create, drop } = flags(block, { add: "add", create: "create", drop: "drop" });
  const isAdd = add ?? create;
  return { ...(isAdd !== undefined && { add: isAdd }), ...(drop !== undefined && { drop }) };
}

function readThresholds(block: SettingsBlock): ThresholdSettings {
  const rows = block.count("rows");
  const sizeBytes = sizeOf(block);
  block.done();
  return { ...(rows !== undefined && { rows }), ...(sizeBytes !== undefined && { sizeBytes }) };
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** `size = "512MB"`, or a number of bytes. */
function sizeOf(block: SettingsBlock): number | undefined {
  const text = block.text("size");
  if (text === undefined) return undefined;
  const [, amount, unit = "B"] = /^(\d+)\s*([KMGT]?B)?$/i.exec(text) ?? [];
  const factor = units[unit.toUpperCase()];
  if (amount === undefined || factor === undefined)
    throw block.problem(`${JSON.stringify(text)} is no size`, 'Write it like "512MB".', "size");
  return Number(amount) * factor;
}

function flags<K extends string>(
  block: SettingsBlock,
  names: Readonly<Record<K, string>>,
): Partial<Record<K, boolean>> {
  const found: Partial<Record<K, boolean>> = {};
  for (const key in names) {
    const value = block.bool(names[key]);
    if (value !== undefined) found[key] = value;
  }
  block.done();
  return found;
}
