import { Secret } from "@atlas/core";
import { loadProject, type Project } from "./project.ts";
import type { HttpRequest, HttpResponse, ProjectHost, QueryResult, RunResult, Scalar } from "./host.ts";

/** A world in memory for tests of project files, whose folder is `/app`. */
export class TestWorld implements ProjectHost {
  readonly cwd = "/app";
  readonly signal = new AbortController().signal;
  readonly files: Map<string, string>;
  readonly variables: Readonly<Record<string, string>>;
  readonly printed: string[] = [];
  readonly secrets: string[] = [];
  readonly queries: { readonly url: string; readonly sql: string; readonly args: readonly Scalar[] }[] = [];
  readonly requests: HttpRequest[] = [];
  answer: QueryResult = { columns: ["name"], rows: [] };
  ran: RunResult = { code: 0, stdout: "", stderr: "" };
  responses: HttpResponse[] = [];

  constructor(
    files: Readonly<Record<string, string>> = {},
    variables: Readonly<Record<string, string>> = {},
  ) {
    this.files = new Map(Object.entries(files).map(([name, text]) => [`/app/${name}`, text]));
    this.variables = variables;
  }

  readonly env = (name: string): string | undefined => this.variables[name];
  readonly now = (): Date => new Date("2026-01-02T03:04:05.678Z");
  readonly uuid = (): string => "00000000-0000-4000-8000-000000000000";
  readonly isFolder = (path: string): boolean =>
    [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
  readonly print = (line: string): void => void this.printed.push(line);
  readonly onSecret = (secret: string): void => void this.secrets.push(secret);

  readText(path: string): string {
    const text = this.files.get(path);
    if (text === undefined) throw Object.assign(new Error("missing"), { code: "ENOENT" });
    return text;
  }

  glob(pattern: string, folder: string): readonly string[] {
    const suffix = pattern.replace(/^.*\*/, "").replace("/", "");
    return [...this.files.keys()]
      .filter((file) => file.startsWith(folder) && file.endsWith(suffix))
      .toSorted();
  }

  async query(url: Secret<string>, sql: string, args: readonly Scalar[]): Promise<QueryResult> {
    this.queries.push({ url: url.reveal(), sql, args });
    return this.answer;
  }

  async run(): Promise<RunResult> {
    return this.ran;
  }

  async http(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const response = this.responses.shift();
    if (!response) throw new Error("connection refused");
    return response;
  }

  readonly cloud: ProjectHost["cloud"] = {
    awsParameter: async (name) => `parameter ${name}`,
    awsSecret: async (name, { region }) => `secret ${name} of ${region ?? "no region"}`,
    awsRdsToken: async ({ username }) => `token of ${username}`,
    gcpToken: async () => "gcp-token",
  };
}

/** The project whose file has this text. */
export async function projectOf(
  text: string,
  options: {
    readonly env?: string;
    readonly vars?: Readonly<Record<string, string | string[]>>;
    readonly world?: TestWorld;
  } = {},
): Promise<Project> {
  const world = options.world ?? new TestWorld();
  world.files.set("/app/atlas.hcl", text);
  return loadProject({ config: undefined, env: options.env, variables: options.vars ?? {} }, world);
}

/** The message, place and hint of what went wrong. */
export async function problemOf(
  project: Promise<unknown>,
): Promise<{ readonly message: string; readonly place: string; readonly hint: string }> {
  const { AtlasError } = await import("@atlas/core");
  try {
    await project;
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    const { message, place, hint } = error;
    return { message, place: place ? `${place.file}:${place.line}:${place.column}` : "", hint: hint ?? "" };
  }
  throw new Error("nothing went wrong");
}

/** What was in a secret, or nothing. */
export function revealed(secret: Secret<string> | undefined): string | undefined {
  return secret?.reveal();
}
