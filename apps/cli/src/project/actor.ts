import { AtlasError } from "@atlas/core";
import type { Actor } from "@atlas/lint";
import type { OwnershipSettings } from "@atlas/project";

type Env = Readonly<Record<string, string | undefined>>;

export interface ActorOptions {
  readonly signal: AbortSignal;
  /** Told what stays unknown. */
  readonly note: (message: string) => void;
  /** Default: that of this process. */
  readonly env?: Env;
  /** Asks a server. Default: that of Node. */
  readonly ask?: (
    url: string,
    init: RequestInit,
  ) => Promise<{ readonly status: number; readonly text: string }>;
}

/** How long one answer may take, in milliseconds. */
const timeoutMs = 15_000;

const userVariables = {
  github: "GITHUB_ACTOR",
  gitlab: "GITLAB_USER_LOGIN",
  bitbucket: "BITBUCKET_USER",
} as const;

/**
 * Who runs this: `ATLAS_ACTOR` with `ATLAS_ACTOR_TEAMS` (names with commas between), or the user of a CI job. Members of
 * GitHub teams that the policy names are asked for with `GITHUB_TOKEN`, where it is there.
 *
 * @returns `undefined`: nobody says.
 * @throws {AtlasError} `E_PROJECT` for a question that GitHub does not answer; the token is in no message.
 * @see https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user
 */
export async function actorOf(policy: OwnershipSettings, options: ActorOptions): Promise<Actor | undefined> {
  const { env = process.env, note } = options;
  const variable = userVariables[policy.provider];
  const name = env["ATLAS_ACTOR"] || env[variable];
  const said = listOf(env["ATLAS_ACTOR_TEAMS"]);
  if (!name) {
    note(`ownership: nobody says who runs this; set ${variable}, or ATLAS_ACTOR`);
    return undefined;
  }
  const wanted = [...new Set(policy.rules.flatMap(({ teams }) => teams))];
  if (wanted.length === 0 || env["ATLAS_ACTOR_TEAMS"] !== undefined) return { name, teams: said };
  const token = env["GITHUB_TOKEN"];
  if (policy.provider !== "github" || !token) {
    const missing = policy.provider === "github" ? "GITHUB_TOKEN, or ATLAS_ACTOR_TEAMS" : "ATLAS_ACTOR_TEAMS";
    note(`ownership: the teams of ${name} are not known; set ${missing}`);
    return { name, teams: [] };
  }
  const teams: string[] = [];
  for (const team of wanted) if (await isMember(team, name, token, { ...options, env })) teams.push(team);
  return { name, teams };
}

function listOf(text = ""): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** @param team - its slug, or `organization/slug`. */
async function isMember(
  team: string,
  user: string,
  token: string,
  { env = {}, signal, ask = askServer }: ActorOptions,
): Promise<boolean> {
  const [owner, slug] = team.includes("/")
    ? team.split("/", 2)
    : [env["GITHUB_REPOSITORY_OWNER"] ?? "", team];
  if (!owner || !slug)
    throw new AtlasError(
      "E_PROJECT",
      `ownership: the organization of team ${JSON.stringify(team)} is not known`,
      {
        hint: "Write organization/team, or set GITHUB_REPOSITORY_OWNER.",
      },
    );
  const base = (env["GITHUB_API_URL"] || "https://api.github.com").replace(/\/$/, "");
  const path = ["orgs", owner, "teams", slug, "memberships", user].map(encodeURIComponent).join("/");
  const failed = (reason: string, cause?: unknown): AtlasError =>
    new AtlasError(
      "E_PROJECT",
      `ownership: cannot ask whether ${user} is in team ${owner}/${slug}: ${reason}`,
      {
        hint: "Give a GITHUB_TOKEN that may read the members of the organization, or set ATLAS_ACTOR_TEAMS.",
        ...(cause !== undefined && { cause }),
      },
    );
  const answer = await ask(`${base}/${path}`, {
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "atlas",
      "x-github-api-version": "2022-11-28",
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((error: unknown) => {
    throw failed(error instanceof Error ? error.message : String(error), error);
  });
  // Of teams that are not there, and of those that the token may not see, the same is said.
  if (answer.status === 404) return false;
  if (answer.status !== 200) throw failed(`the server answered ${answer.status}`);
  return /"state"\s*:\s*"active"/.test(answer.text);
}

async function askServer(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
}
