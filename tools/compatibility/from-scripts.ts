import { globSync, readFileSync } from "node:fs";
import type { Command, Group } from "../../apps/cli/src/command.ts";
import { root } from "../../apps/cli/src/commands/root.ts";
import { vocabularyOf } from "../../packages/testing/src/hcl/vocabulary.ts";
import { type Line, readScript } from "../../packages/testing/src/scripts/script.ts";
import { type Archive, parseArchive } from "../../packages/testing/src/scripts/txtar.ts";
import type { Evidence } from "./evidence.ts";
import { projectVocabulary } from "./from-projects.ts";
import { namesInTemplate } from "./from-templates.ts";

const variables: ReadonlyMap<string, string> = new Map([
  ["SQLITE", "sqlite://app.db"],
  ["SQLITE_DEV", "sqlite://dev?mode=memory"],
  ["PG_DEV", "docker://postgres/16/dev"],
  ["DB", "postgres://u:p@localhost:5432/db?sslmode=disable"],
  ["MY", "mysql://u:p@localhost:3306/db"],
  ["MY_DEV", "docker://mysql/9/dev"],
  ["MY_SERVER", "mysql://u:p@localhost:3306/"],
  ["MY_SERVER_DEV", "docker://mysql/9"],
]);

/** One run of the program in a script, and what the script expects of it. */
interface Run {
  readonly file: string;
  readonly archive: Archive;
  readonly path: string;
  readonly command: Command | Group;
  readonly args: readonly string[];
  /** Its exit code is not 0, and not because of what it found. */
  readonly fails: boolean;
  /** The patterns that standard error matches, without their backslashes. */
  readonly told: string;
}

/** What the scripts of the command line show: each command that runs, with its flags, templates, URLs and files. */
export function fromScripts(evidence: Evidence): void {
  for (const file of globSync("scripts-test/**/*.txt").toSorted()) {
    const archive = parseArchive(readFileSync(file, "utf8"));
    for (const run of runsOf(file, archive)) {
      noteRefusals(run, evidence);
      if (!run.fails) noteUses(run, evidence);
      noteProject(run, evidence);
    }
  }
}

function runsOf(file: string, archive: Archive): readonly Run[] {
  const lines = [...readScript(archive.comment, withNames(archive.comment))];
  return lines.flatMap((line, at) => {
    const words = wordsOfRun(line);
    if (!words) return [];
    const { node, path, rest } = commandOf(words);
    const args = [...rest];
    const told = toldAfter(lines, at);
    const hasReport = told === "" && (path.endsWith(" lint") || args.includes("--format"));
    const fails = line.negated && !(hasReport && isReported(lines, at));
    return [{ file, archive, path, command: node, args, fails, told }];
  });
}

/** The words behind the program's name, which a shell script of the test may be handed. */
function wordsOfRun({ words }: Line): readonly string[] | undefined {
  if (words[0] !== "exec") return undefined;
  if (words[1] === "atlas") return words.slice(2);
  return words[1] === "sh" && words[3] === "ATLAS" ? words.slice(4) : undefined;
}

/** Lint ends with 1 for what it found, and with a template nothing is said besides: the report is looked at next. */
function isReported(lines: readonly Line[], at: number): boolean {
  const next = lines[at + 1];
  return next !== undefined && !next.negated && (next.words[0] === "stdout" || next.words[1] === "stdout");
}

/** Variables that a script or its runner sets stand for themselves. */
function withNames(script: string): ReadonlyMap<string, string> {
  const names = [...script.matchAll(/\$([A-Z_]+)/g)].map(([, name = ""]) => [name, name] as const);
  return new Map([...names, ...variables]);
}

function toldAfter(lines: readonly Line[], at: number): string {
  const told: string[] = [];
  for (const { words, negated } of lines.slice(at + 1)) {
    if (words[0] !== "stdout" && words[0] !== "stderr" && words[0] !== "cmp") break;
    if (words[0] === "stderr" && !negated) told.push((words[1] ?? "").replaceAll("\\", ""));
  }
  return told.join("\n");
}

function commandOf(words: readonly string[]): {
  readonly node: Command | Group;
  readonly path: string;
  readonly rest: readonly string[];
} {
  let node: Command | Group = root;
  let at = 0;
  while (node.type === "group") {
    const child: Command | Group | undefined = node.children.find(({ name }) => name === words[at]);
    if (!child) break;
    node = child;
    at++;
  }
  return { node, path: words.slice(0, at).join(" "), rest: words.slice(at) };
}

const refusals: readonly (readonly [RegExp, (match: RegExpMatchArray, run: Run) => string])[] = [
  [/"atlas ([a-z ]+)" is not supported by this version/g, ([, command]) => `command ${command}`],
  [/unknown flag: (--[\w-]+)/g, ([, flag], { path }) => `flag ${path} ${flag}`],
  [/([\w.]+) in the project file is not acted on/g, ([, name = ""]) => `project ${settingId(name)}`],
  [/(diff.skip.\w+) is not supported/g, ([, name]) => `project ${name}`],
  [/unknown driver "([\w+]+)"/g, ([, scheme]) => `url ${scheme}://`],
  [/data source "(\w+)" is not supported/g, ([, type]) => `project data.${type}`],
  [/"([\w]+:\/\/)" sources are not supported/g, ([, scheme]) => `source ${scheme}`],
];

/** Settings of an environment are named without it. */
function settingId(name: string): string {
  return /^(?:schema|migration)\b/.test(name) ? `env.${name}` : name;
}

function noteRefusals(run: Run, evidence: Evidence): void {
  for (const [pattern, idOf] of refusals)
    for (const match of run.told.matchAll(pattern)) evidence.refused(idOf(match, run), run.file);
}

function noteUses({ file, path, command, args, archive }: Run, evidence: Evidence): void {
  evidence.works(`command ${path}`, file);
  if (command.type === "group") return;
  for (const flag of flagsIn(args, command)) {
    evidence.works(`flag ${path} --${flag.name}`, file);
    if (flag.short) evidence.works(`flag ${path} -${flag.short}`, file);
    if (flag.name === "format" || flag.name === "log")
      for (const name of namesInTemplate(flag.text)) {
        evidence.works(`template ${path} ${name}`, file);
        evidence.works(`template any ${name}`, file);
      }
    if (flag.name === "exclude" || flag.name === "include")
      for (const type of typesIn(flag.text)) evidence.works(`pattern [type=${type}]`, file);
    for (const url of urlsIn(flag.text)) evidence.works(`url ${url}`, file);
    if (flag.text.startsWith("file://")) evidence.works("source file://", file);
  }
  const all = args.join(" ");
  const dialect = /sqlite|libsql|\.lt\.hcl/.test(all)
    ? "sqlite"
    : /postgres|\.pg\.hcl/.test(all)
      ? "postgres"
      : /mysql|maria|\.my\.hcl/.test(all)
        ? "mysql"
        : undefined;
  if (dialect === undefined || path === "schema fmt") return;
  for (const text of schemaFilesIn(args, archive))
    for (const word of vocabularyOf(text)) evidence.works(`hcl ${dialect} ${word}`, file);
}

function noteProject(run: Run, evidence: Evidence): void {
  const { command, args, archive, file, path } = run;
  if (command.type === "group") return;
  const flags = flagsIn(args, command);
  const env = flags.find(({ name }) => name === "env")?.text;
  const config = flags.find(({ name }) => name === "config")?.text ?? "file://atlas.hcl";
  const text = archive.files.find(({ name }) => `file://${name}` === config)?.text;
  // A rule that blocks a plan works by making the command fail.
  const blocks = /blocked by pre-execution check/.test(run.told);
  if (text === undefined || (run.fails && !blocks)) return;
  for (const id of projectVocabulary(text, env, path)) evidence.works(id, file);
}

interface GivenFlag {
  readonly name: string;
  /** As it was written: `u` for `-u`. */
  readonly short: string | undefined;
  readonly text: string;
}

function flagsIn(args: readonly string[], command: Command): readonly GivenFlag[] {
  return args.flatMap((arg, at) => {
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(arg);
    const short = /^-(\w)$/.exec(arg)?.[1];
    const name =
      long?.[1] ?? Object.entries(command.flags).find(([, flag]) => short && flag.short === short)?.[0];
    const flag = name === undefined ? undefined : command.flags[name];
    if (name === undefined || !flag) return [];
    const text = long?.[2] ?? (flag.kind === "switch" ? "" : (args[at + 1] ?? ""));
    return [{ name, short, text }];
  });
}

/** The types that a pattern names: `*[type=table|view]`. */
function typesIn(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\[type=([^\]]*)\]/g)].flatMap(([, types = ""]) => types.split("|"));
}

/** `postgres://` and `postgres:// search_path` of a URL. */
function urlsIn(text: string): readonly string[] {
  const [, scheme, path = "", query = ""] = /^([a-z0-9+]+):\/\/([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  if (scheme === undefined) return [];
  const image = scheme === "docker" ? (path.split("/")[0] ?? "") : "";
  const name = `${scheme}://${image}`;
  const parameters = (query + path.replace(/^[^&]*/, "")).split("&").map((pair) => pair.split("=")[0] ?? "");
  return [
    name,
    ...parameters.filter((parameter) => parameter !== "").map((parameter) => `${name} ${parameter}`),
  ];
}

function schemaFilesIn(args: readonly string[], { files }: Archive): readonly string[] {
  const wanted = args.filter((arg) => arg.startsWith("file://")).map((arg) => arg.slice("file://".length));
  return files
    .filter(({ name }) => name.endsWith(".hcl") && name !== "atlas.hcl")
    .filter(({ name }) => wanted.some((path) => name === path || name.startsWith(`${path}/`)))
    .map(({ text }) => text);
}
