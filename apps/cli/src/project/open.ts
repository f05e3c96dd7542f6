import { AtlasError, isSecretName, type VariableInput } from "@atlas/core";
import type { Project, ProjectEnv } from "@atlas/project";
import type { WorkflowDeps } from "@atlas/workflows";
import type { CommandContext } from "../command.ts";
import { type ProjectValues, variablesOf } from "./flags.ts";

/** What a command line and its project file come to. */
export interface OpenProject {
  /** `undefined`: no project file was asked for. */
  readonly project: Project | undefined;
  /** The environments to work on, one after the other; `undefined` stands for the flags alone. */
  readonly envs: readonly (ProjectEnv | undefined)[];
  /** `--var`. */
  readonly variables: Readonly<Record<string, VariableInput>>;
}

/** One environment of it. */
export interface OpenEnv extends Omit<OpenProject, "envs"> {
  readonly env: ProjectEnv | undefined;
}

/**
 * Reads the project file that the flags ask for.
 *
 * @throws {AtlasError} `E_PROJECT`, `E_HCL`, `E_FLAG` for a malformed `--var`.
 */
export async function openProject(
  values: ProjectValues,
  context: CommandContext,
  deps: WorkflowDeps,
): Promise<OpenProject> {
  const variables = variablesOf(values.var);
  const secrets = Object.entries(variables).flatMap(([name, value]) =>
    isSecretName(name) && typeof value === "string" ? [value] : [],
  );
  context.learnSecrets(values.var, secrets);
  if (values.env === undefined && values.config === undefined)
    return { project: undefined, envs: [undefined], variables };
  const [{ loadProject, nodeHost }, { queryDatabase }] = await Promise.all([
    import("@atlas/project"),
    import("@atlas/workflows"),
  ]);
  const host = nodeHost({
    signal: context.signal,
    query: (url, sql, args) => {
      context.learnSecrets([url.reveal()]);
      return queryDatabase(url, sql, args, deps, context.signal);
    },
    print: (line) => context.terminal.out(line),
    onSecret: (secret) => context.learnSecrets([], [secret]),
  });
  const project = await loadProject({ config: values.config, env: values.env, variables }, host);
  const token = project.globals.cloud?.token?.reveal();
  if (token) context.learnSecrets([], [token]);
  for (const { url, dev, src } of project.envs)
    context.learnSecrets([url?.reveal() ?? "", dev?.url.reveal() ?? "", ...src]);
  return { project, envs: values.env === undefined ? [undefined] : project.envs, variables };
}

/** The same for a command that works on one environment. */
export async function openOne(
  values: ProjectValues,
  context: CommandContext,
  deps: WorkflowDeps,
): Promise<OpenEnv> {
  const opened = await openProject(values, context, deps);
  const [env, second] = opened.envs;
  if (second)
    throw new AtlasError("E_PROJECT", `multiple envs found for ${JSON.stringify(values.env)}`, {
      hint: "This command works on one environment: select one without for_each.",
    });
  return { ...opened, env };
}

/** The flags, and what the environment says where they are silent. Empty values of it are not said. */
export function withDefaults<V extends object>(
  values: V,
  defaults: { readonly [K in keyof V]?: V[K] | undefined },
): V {
  const isSaid = (value: unknown): boolean =>
    value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  const missing = Object.entries(defaults).filter(
    // Each name of the defaults is one of the values.
    ([name, value]) => isSaid(value) && !isSaid(values[name as keyof V]),
  );
  return { ...values, ...Object.fromEntries(missing) };
}

/** What an environment says for the flags that most commands have. */
export function commonDefaults(env: ProjectEnv | undefined) {
  return {
    url: env?.url?.reveal(),
    "dev-url": env?.dev?.url.reveal(),
    schema: env?.schemas,
    exclude: env?.exclude,
    include: env?.include,
  };
}

/** @throws {AtlasError} `E_FLAG` if neither the flag nor the environment gives a value. */
export function required(value: string | undefined, flag: string): string {
  if (value !== undefined && value !== "") return value;
  throw new AtlasError("E_FLAG", `required flag(s) ${JSON.stringify(flag)} not set`, {
    hint: `Add --${flag}, or the attribute to the environment of the project file.`,
  });
}
