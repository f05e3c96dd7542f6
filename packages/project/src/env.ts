import { AtlasError, objectClasses, Secret } from "@atlas/core";
import { isKind, typeName } from "@atlas/hcl";
import type { SettingsBlock } from "./block.ts";
import type { DevDefinition } from "./dev-block.ts";
import { readMigration, readRepo } from "./migration.ts";
import { plainOf } from "./plain.ts";
import { readCheck, readHook } from "./policies/check.ts";
import { readDiff } from "./policies/diff.ts";
import type { GlobalSettings } from "./global.ts";
import { readFormat } from "./format.ts";
import { readLint } from "./policies/lint.ts";
import { readTest } from "./policies/test.ts";
import type { DevSetting, ModeSettings, ProjectEnv } from "./settings.ts";

export interface EnvContext {
  /** What `--env` says. */
  readonly name: string;
  readonly instance: string | undefined;
  readonly globals: GlobalSettings;
  /** The `docker` and `dev` blocks that the attribute `dev` speaks of. */
  readonly devs: readonly DevDefinition[];
}

/** Reads one instance of an `env` block. */
export function readEnv(block: SettingsBlock, { name, instance, globals, devs }: EnvContext): ProjectEnv {
  block.expression("for_each"); // It made the instances.
  const ownName = block.text("name");
  const url = emptyAsAbsent(block.text("url"));
  const src = block.texts("src", { single: true });
  const schema = block.block("schema");
  const nestedSrc = schema?.texts("src", { single: true });
  const mode = readMode(schema?.block("mode"));
  const repo = readRepo(schema?.block("repo"));
  schema?.done();
  const migrationBlock = block.block("migration");
  const migration = readMigration(migrationBlock);
  const dev = readDev(block, devs);
  const formats = [...block.blocks("format"), ...block.blocks("log")];
  if (formats[1]) throw formats[1].problem('duplicate block "format"', "Keep one of them.");
  const rollout = block.block("rollout");
  const env: Omit<ProjectEnv, "attributes" | "urls"> = {
    name,
    instance: instance ?? (ownName === undefined || ownName === name ? undefined : ownName),
    place: block.place,
    url: url === undefined ? undefined : new Secret(url),
    dev,
    src: (src ?? nestedSrc ?? []).filter((text) => text !== ""),
    schemas: block.texts("schemas") ?? [],
    exclude: block.texts("exclude") ?? [],
    include: block.texts("include") ?? [],
    mode,
    repo,
    migration,
    format: readFormat(formats[0], globals.format),
    diff: readDiff(block.blocks("diff"), globals.diff),
    lint: readLint(block.block("lint"), globals.lint),
    test: readTest(block.block("test"), globals.test),
    checks: [...globals.checks, ...block.blocks("check").map(readCheck)],
    hooks: [...globals.hooks, ...block.blocks("hook").map(readHook)],
    rollout: rollout && { deployment: deploymentName(rollout), place: rollout.place },
  };
  const others = block.others();
  block.blocksDone();
  // What is no plain value, such as raw SQL, is nobody's variable.
  const attributes = Object.fromEntries(
    [...others].flatMap(([key, value]) => {
      const plain = plainOf(value);
      return plain === undefined ? [] : [[key, plain]];
    }),
  );
  const urls: Record<string, readonly string[]> = {
    ...(url !== undefined && { url: [url] }),
    ...(dev && { dev: [dev.url.reveal()] }),
    ...(src && { src }),
    ...(nestedSrc && { "schema.src": nestedSrc, ...(src ? {} : { src: nestedSrc }) }),
    ...(migration.dir !== undefined && { "migration.dir": [migration.dir] }),
  };
  for (const [key, value] of Object.entries(attributes)) {
    const texts = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
    if (texts.length > 0 && texts.every((text): text is string => typeof text === "string"))
      urls[key] = texts;
  }
  return { ...env, attributes, urls };
}

/** `rollout { deployment = deployment.name }`. */
function deploymentName(block: SettingsBlock): string {
  const expression = block.expression("deployment");
  if (!expression) throw block.missing("deployment");
  const step = expression.kind === "access" ? expression.steps[0] : undefined;
  if (
    expression.kind === "access" &&
    expression.base.kind === "variable" &&
    expression.base.name === "deployment" &&
    step?.kind === "attribute"
  )
    return step.name;
  throw block.problem(
    "deployment names a deployment block",
    "Write deployment = deployment.name.",
    "deployment",
  );
}

function readDev(block: SettingsBlock, devs: readonly DevDefinition[]): DevSetting | undefined {
  const value = block.value("dev");
  const field = value !== undefined && isKind(value, "object") ? value.fields.get("url") : value;
  if (field === undefined || field === "" || field === null) return undefined;
  if (typeof field !== "string")
    throw block.problem(
      `dev is a URL, not ${typeName(field)}`,
      'Write dev = "docker://postgres/18/dev", or dev = docker.postgres.name.url.',
      "dev",
    );
  const meant = devs.filter(({ url }) => url === field);
  const baselines = new Map(meant.map(({ baseline }) => [baseline?.text, baseline]));
  if (baselines.size > 1)
    throw block.problem(
      "dev could mean several blocks with different baselines",
      "Refer to one block: dev = docker.postgres.name.url.",
      "dev",
    );
  return { url: new Secret(field), baseline: meant[0]?.baseline };
}

function readMode(block: SettingsBlock | undefined): ModeSettings {
  if (!block) return {};
  const classes = objectClasses.flatMap((name) => {
    const value = block.bool(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const sensitive = block.word("sensitive", ["ALLOW", "DENY"]);
  block.done();
  return { ...Object.fromEntries(classes), ...(sensitive && { sensitive }) };
}

function emptyAsAbsent(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/**
 * What an `env://…` URL stands for.
 *
 * @param env - absent: none is selected.
 * @throws {AtlasError} `E_PROJECT` in the words that scripts know.
 */
export function resolveEnvUrl(url: string, env: ProjectEnv | undefined): readonly string[] {
  const path = url.slice("env://".length);
  if (!env)
    throw new AtlasError("E_PROJECT", "cannot use env:// variables without selecting an environment", {
      hint: "Add --env name.",
    });
  if (!/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/.test(path))
    throw new AtlasError("E_PROJECT", `invalid env:// variable ${JSON.stringify(url)}`, {
      hint: "Write it like env://src.",
    });
  const urls = Object.hasOwn(env.urls, path) ? env.urls[path] : undefined;
  if (!urls)
    throw new AtlasError(
      "E_PROJECT",
      path === "src"
        ? `env://src: no src attribute defined in env ${JSON.stringify(env.name)}`
        : `env://${path} (attribute) not found in env.${env.name}`,
      { hint: `Define it in the project file, in env ${JSON.stringify(env.name)}.` },
    );
  if (urls.some((text) => text.startsWith("env://")))
    throw new AtlasError("E_PROJECT", `env://${path} refers to another env:// variable`, {
      hint: "Let the attribute hold the URL itself.",
    });
  return urls;
}
