import type { SettingsBlock } from "../block.ts";

export const ownershipProviders = ["github", "gitlab", "bitbucket"] as const;

/** Who may change which object of a schema. */
export interface OwnershipSettings {
  /** Where the members of teams are known. */
  readonly provider: (typeof ownershipProviders)[number];
  /** Of what no rule speaks. Default: `DENY`. */
  readonly default: "ALLOW" | "DENY";
  /** In the order of the file. */
  readonly rules: readonly OwnershipRule[];
  readonly error?: boolean;
  readonly force?: boolean;
}

export interface OwnershipRule {
  readonly effect: "allow" | "deny";
  /** Empty: it has none. */
  readonly name: string;
  /** A pattern of objects such as `public.*[type=table]`. */
  readonly match: string;
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

export function readOwnership(block: SettingsBlock): OwnershipSettings {
  block.wantLabels(1);
  const provider = ownershipProviders.find((known) => known === block.labels[0]);
  if (!provider)
    throw block.problem(
      `nobody knows teams of ${JSON.stringify(block.labels[0])}`,
      `Use one of: ${ownershipProviders.join(", ")}.`,
    );
  const error = block.bool("error");
  const force = block.bool("force");
  const fallback = block.word("default", ["ALLOW", "DENY"]) ?? "DENY";
  const rules = [...block.blocks("allow"), ...block.blocks("deny")]
    .toSorted((a, b) => a.range.start - b.range.start)
    .map(readRule);
  block.done();
  return {
    provider,
    default: fallback,
    rules,
    ...(error !== undefined && { error }),
    ...(force !== undefined && { force }),
  };
}

function readRule(block: SettingsBlock): OwnershipRule {
  // A name for messages is never an obligation.
  if (block.labels.length > 1) block.wantLabels(1);
  const match = block.requiredText("match");
  const users = block.texts("users", { single: true }) ?? [];
  const teams = block.texts("teams", { single: true }) ?? [];
  if (users.length === 0 && teams.length === 0)
    throw block.problem(`the ${block.type} is for nobody`, "Name users or teams.");
  block.done();
  // The caller picked blocks of these two types.
  const effect = block.type as "allow" | "deny";
  return { effect, name: block.labels[0] ?? "", match, users, teams };
}
