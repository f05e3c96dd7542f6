import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** One thing that the specifications name, such as a flag. */
export interface Item {
  /** `flag schema apply --edit`. */
  readonly id: string;
  /** As the table shows it: `--edit`. */
  readonly name: string;
}

/** Items that are told in one row. */
export interface Row {
  readonly items: readonly Item[];
  readonly words: string;
  /** How it differs from what users of Atlas know; empty: not at all. */
  readonly differs: string;
  /** Tests that show it to work. */
  readonly shown: readonly Reference[];
  /** Tests that show it to be refused. */
  readonly refused: readonly Reference[];
  /** For messages. */
  readonly place: string;
}

/** A text in a file: the name of a test, or a line of a script. */
export interface Reference {
  readonly file: string;
  readonly text: string;
  /** It must hold the names of the items. */
  readonly named: boolean;
}

export interface Section {
  readonly title: string;
  readonly intro: string;
  readonly rows: readonly Row[];
}

/** One file of the catalogue. */
export interface Area {
  readonly title: string;
  readonly sections: readonly Section[];
}

/**
 * Reads the catalogue: what there is to say of each item but its state, which tests decide.
 *
 * | line | |
 * |---|---|
 * | `= title` | of the file |
 * | `# title` | a section |
 * | `> text` | stands above its table |
 * | `prefix flag schema apply` | comes before the names of items to make their ids; `prefix project env.` without a blank |
 * | `--url, -u \| words` | a row of items |
 * | `all refused* file: text` | is said of each row of the section that follows |
 * | `  differs words` | to the row above |
 * | `  shown file: text` | a test that shows it, and holds the names of the items; `shown*` where it need not |
 * | `  refused file: text` | a test that shows that it is refused |
 *
 * @throws {Error} naming the line that is not understood.
 */
export function readArea(file: string, text: string): Area {
  let title = "";
  let prefix = "";
  let common = "";
  const sections: { title: string; intro: string; rows: Row[] }[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const place = `${basename(file)}:${at + 1}`;
    const section = sections.at(-1);
    const row = section?.rows.at(-1);
    const [word = "", rest = ""] = line.trim().split(/ (.*)/s, 2);
    if (line.trim() === "" || line.startsWith("//")) continue;
    if (word === "=") title = rest;
    else if (word === "#") {
      common = "";
      sections.push({ title: rest, intro: "", rows: [] });
    } else if (!section) throw new Error(`${place}: stands outside of a section`);
    else if (word === ">") section.intro += `${section.intro === "" ? "" : " "}${rest}`;
    else if (word === "prefix") prefix = rest;
    else if (word === "all") common = rest;
    else if (line.startsWith("  ")) {
      if (!row) throw new Error(`${place}: belongs to no row`);
      section.rows[section.rows.length - 1] = withFact(row, word, rest, place);
    } else {
      const own = readRow(line, prefix, place);
      const [fact = "", said = ""] = common.split(/ (.*)/s, 2);
      section.rows.push(common === "" ? own : withFact(own, fact, said, place));
    }
  }
  return { title, sections };
}

function readRow(line: string, prefix: string, place: string): Row {
  const [names = "", words = ""] = line.split(/ \|(?: (.*)|$)/s, 2);
  return {
    items: names.split(", ").map((name) => ({ name: name.trim(), id: idOf(prefix, name.trim()) })),
    words: words.trim(),
    differs: "",
    shown: [],
    refused: [],
    place,
  };
}

/** A prefix that ends with a dot is a path of blocks. */
function idOf(prefix: string, name: string): string {
  return prefix.endsWith(".") ? prefix + name : `${prefix} ${name}`.trim();
}

function withFact(row: Row, word: string, rest: string, place: string): Row {
  if (word === "differs") return { ...row, differs: rest };
  const [file = "", text = ""] = rest.split(/: ?(.*)/s, 2);
  const reference = { file, text, named: !word.endsWith("*") };
  if (/^shown\*?$/.test(word)) return { ...row, shown: [...row.shown, reference] };
  if (/^refused\*?$/.test(word)) return { ...row, refused: [...row.refused, reference] };
  throw new Error(`${place}: is neither differs, shown nor refused`);
}

/** The whole catalogue, in the order of its files. */
export function readCatalogue(folder: string): readonly Area[] {
  return globSync(`${folder}/*.txt`)
    .toSorted()
    .map((file) => readArea(file, readFileSync(file, "utf8")));
}
