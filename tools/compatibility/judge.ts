import { existsSync, readFileSync } from "node:fs";
import { Evidence } from "./evidence.ts";
import { fromFunctionTests, fromLintPages, fromRecords, fromTypeTests } from "./from-records.ts";
import { fromScripts } from "./from-scripts.ts";
import { fromTemplates } from "./from-templates.ts";
import type { Item, Reference, Row } from "./items.ts";

export type State = "works" | "differs" | "not yet" | "untested";

export interface Judgement {
  readonly item: Item;
  readonly state: State;
  /** The tests it was found in, sorted; none for `untested`. */
  readonly files: readonly string[];
}

/** Everything that the tests of the repository show. */
export function readEvidence(): Evidence {
  const evidence = new Evidence();
  fromScripts(evidence);
  fromTemplates(evidence);
  fromRecords(evidence);
  fromFunctionTests(evidence);
  fromTypeTests(evidence);
  fromLintPages(evidence);
  return evidence;
}

/**
 * The state of each item of a row. What no test shows is `untested`, whatever the row says.
 *
 * @throws {Error} for a reference to a test that is not there or does not speak of the item.
 */
export function judge(row: Row, evidence: Evidence): readonly Judgement[] {
  return row.items.map((item) => {
    const shown = row.shown.map((reference) => checked(reference, item, row.place));
    const refused = row.refused.map((reference) => checked(reference, item, row.place));
    const negative = [...refused, ...evidence.refusedIn(item.id)];
    const positive = [...shown, ...evidence.worksIn(item.id)];
    if (negative.length > 0 && shown.length === 0) return { item, state: "not yet", files: sorted(negative) };
    if (positive.length === 0) return { item, state: "untested", files: [] };
    return { item, state: row.differs === "" ? "works" : "differs", files: sorted(positive) };
  });
}

function sorted(files: readonly string[]): readonly string[] {
  return [...new Set(files)].toSorted();
}

const texts = new Map<string, string>();

function checked({ file, text, named }: Reference, item: Item, place: string): string {
  if (!existsSync(file)) throw new Error(`${place}: there is no file ${file}`);
  const whole = texts.get(file) ?? readFileSync(file, "utf8");
  texts.set(file, whole);
  const part = file.endsWith(".test.ts") ? testIn(whole, text) : whole.includes(text) ? whole : undefined;
  if (part === undefined) throw new Error(`${place}: ${file} has no test ${JSON.stringify(text)}`);
  const key = item.name.replace(/^[-.]+|[(){}]|:\/\/$|.*[. ](?=\w)/g, "");
  if (named && !part.includes(key))
    throw new Error(`${place}: ${file}, ${JSON.stringify(text)} does not speak of ${key}`);
  return file;
}

/** A test by its name, with what it is made for up to the next. */
function testIn(whole: string, name: string): string | undefined {
  const parts = whole.split(/^(?=\s*(?:describe|it|test)\()/m);
  const at = parts.findIndex((part) => (part.split("{\n", 1)[0] ?? "").includes(name));
  // Tables of cases stand before the test that is made for each.
  return at < 0 ? undefined : `${/^\s*for \(const[^]*$/m.exec(parts[at - 1] ?? "")?.[0] ?? ""}${parts[at]}`;
}
