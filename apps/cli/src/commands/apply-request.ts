import { AtlasError, Secret } from "@atlas/core";
import type { ProjectEnv } from "@atlas/project";
import type { ApplyRequest, TxMode, WorkflowDeps } from "@atlas/workflows";
import type { CommandContext } from "../command.ts";
import { defaultIndent } from "../indent.ts";
import { commonDefaults, type OpenEnv, required, withDefaults } from "../project/open.ts";
import type { SourceMemo } from "../project/sources.ts";
import type { ApplyFormat } from "../render/apply-output.ts";
import { readApplyFormat } from "./apply-format.ts";
import type { ApplyValues } from "./schema-apply.ts";
import { devOf, selectionOf } from "./shared.ts";

const defaultLockTimeoutMs = 10_000;

/**
 * What `schema apply` is asked to do for one environment: its flags, and what the environment says where they
 * are silent.
 *
 * @param memo - what was read for other environments.
 * @throws {AtlasError} `E_FLAG`, `E_SOURCE`, `E_PROJECT`.
 */
export async function applyRequest(
  values: ApplyValues,
  open: OpenEnv,
  memo: SourceMemo = new Map(),
): Promise<ApplyRequest> {
  const { env } = open;
  const bound = withDefaults(values, {
    ...commonDefaults(env),
    ...(values.file.length === 0 && { to: env?.src }),
    "lock-timeout": env?.migration.lockTimeoutMs,
    "lock-name": env?.migration.lockName,
  });
  const to = [...bound.to, ...bound.file.map((path) => `file://${path}`)];
  if (to.length === 0) throw desiredMissing();
  const url = required(bound.url, "url");
  const [{ oneUrl, readSources }, { policyOf }] = await Promise.all([
    import("../project/sources.ts"),
    import("../project/policy.ts"),
  ]);
  const target = await oneUrl(url, "url", open);
  if (/^(file|mem|atlas):/.test(target))
    throw new AtlasError("E_FLAG", "--url must be a database connection", {
      hint: "Write it as driver://user:password@host:port/database; schema files are given with --to.",
    });
  const side = await readSources(to, "to", open, memo);
  return {
    url: new Secret(target),
    to: side.sources,
    variables: side.variables,
    ...devOf(bound, env),
    mode: env?.mode ?? {},
    policy: policyOf(open),
    indent: defaultIndent,
    txMode: txModeOf(values["tx-mode"]),
    dryRun: values["dry-run"],
    lockTimeoutMs: bound["lock-timeout"] ?? defaultLockTimeoutMs,
    // An empty flag says as much as none.
    lockName: bound["lock-name"] || undefined,
    skipLock: values["skip-lock"] || env?.migration.skipLock === true,
    ...selectionOf(bound),
  };
}

export function desiredMissing(): AtlasError {
  return new AtlasError("E_FLAG", 'one of flag(s) "file" or "to" is required');
}

/** @throws {AtlasError} `E_FLAG`. */
export function txModeOf(text = "file"): TxMode {
  if (text === "file" || text === "all" || text === "none") return text;
  throw new AtlasError("E_FLAG", `unknown tx-mode ${JSON.stringify(text)}`);
}

/** The template of an environment. One for what was applied has nothing to say before the question. */
export async function formatOf(
  env: ProjectEnv | undefined,
  values: ApplyValues,
  { terminal }: CommandContext,
): Promise<ApplyFormat | undefined> {
  const isAsked = !values["dry-run"] && !values["auto-approve"];
  const template = isAsked ? undefined : env?.format["schema.apply"];
  return template === undefined ? undefined : readApplyFormat(template, terminal);
}

/** The target for reports of runs that failed; `undefined` when its URL is not understood. */
export function redactedUrl(url: string, deps: WorkflowDeps): string | undefined {
  const scheme = url.split(":", 1)[0]?.toLowerCase() ?? "";
  try {
    return deps.dialects.find(({ schemes }) => schemes.includes(scheme))?.parseUrl(new Secret(url)).redacted;
  } catch {
    return undefined;
  }
}
