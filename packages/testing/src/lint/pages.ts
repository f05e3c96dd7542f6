import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Servers that samples are for. */
export const sampleServers = [
  "postgres",
  "mysql",
  "mariadb",
  "sqlite",
  // Old ones, for what newer ones do otherwise.
  "mysql-8.0",
  "mariadb-10.3",
] as const;

/** What `all` stands for. */
const allServers: readonly SampleServer[] = ["postgres", "mysql", "mariadb", "sqlite"];

export type SampleServer = (typeof sampleServers)[number];

/** One sample of a page about a code, with all that goes before it. */
export interface Sample {
  readonly servers: readonly SampleServer[];
  readonly isFound: boolean;
  /** The file that is taken as merged; empty: none. */
  readonly base: Readonly<Partial<Record<SampleServer, string>>>;
  readonly text: string;
  /** What a `lint` block says. */
  readonly settings: string;
  /** In the page, from 1. */
  readonly line: number;
}

export interface LintPage {
  readonly code: string;
  readonly text: string;
  readonly samples: readonly Sample[];
}

const folder = join(import.meta.dirname, "../../../../docs/lint");

/** The pages of `docs/lint`, by the rules of its README. */
export function readPages(): readonly LintPage[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return { code: name.slice(0, -".md".length), text, samples: samplesOf(text) };
    });
}

/** @throws {Error} for a block that the README does not know. */
export function samplesOf(page: string): readonly Sample[] {
  const samples: Sample[] = [];
  let base: Sample["base"] = {};
  let settings = "";
  for (const { info, text, line } of fencedBlocks(page)) {
    const [language = "", names = "", word = ""] = info.split(" ");
    if (language === "hcl" && names === "lint") settings = text;
    else if (language === "sql") {
      const servers = serversOf(names, line);
      if (word === "base") base = { ...base, ...Object.fromEntries(servers.map((name) => [name, text])) };
      else if (word === "finds" || word === "passes")
        samples.push({ servers, isFound: word === "finds", base, text, settings, line });
      else throw new Error(`line ${line}: a sample is base, finds or passes, not ${JSON.stringify(word)}`);
    }
  }
  return samples;
}

function serversOf(names: string, line: number): readonly SampleServer[] {
  if (names === "all") return allServers;
  return names.split(",").map((name) => {
    const server = sampleServers.find((each) => each === name);
    if (!server) throw new Error(`line ${line}: ${JSON.stringify(name)} is no server`);
    return server;
  });
}

function* fencedBlocks(page: string): Generator<{ info: string; text: string; line: number }> {
  const lines = page.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const info = /^```(\w.*)$/.exec(lines[at] ?? "")?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf("```", at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: a block is not closed`);
    yield { info, text: `${lines.slice(at + 1, end).join("\n")}\n`, line: at + 1 };
    at = end;
  }
}
