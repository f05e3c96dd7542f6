import { styleText } from "node:util";
import { changedLines } from "./changed-lines.ts";
import type { Row } from "./production.ts";
import type { Shown } from "./stage.ts";

const width = 80;
type Style = Parameters<typeof styleText>[0];

/** Tells the story: plain text in a pipe, colours on a terminal unless NO_COLOR is set. */
export class Narrator {
  readonly #stream: NodeJS.WriteStream;
  #steps = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  title(text: string): void {
    this.#line();
    this.#line(this.#style(["bold"], text));
  }

  /** Begins the next step. */
  step(text: string): void {
    this.#steps += 1;
    this.#line();
    this.#line(this.#style(["bold", "cyan"], `${this.#steps}. ${text}`));
  }

  say(text: string): void {
    this.#line();
    for (const line of wrapped(text, width)) this.#line(line);
  }

  /** Something that came about and was checked. */
  done(text: string): void {
    this.#marked("✓", "green", text);
  }

  /** Something that was kept from happening. */
  refused(text: string): void {
    this.#marked("✗", "red", text);
  }

  code(text: string): void {
    this.#line();
    for (const line of text.trimEnd().split("\n")) this.#line(this.#style("dim", `    ${line}`.trimEnd()));
  }

  /** SQL as it ran; long statements go on in further lines. */
  statements(statements: readonly string[]): void {
    this.#line();
    for (const statement of statements) {
      for (const line of statementLines(statement)) this.#line(this.#style("yellow", `    ${line}`));
    }
  }

  /** The lines of a text that differ from an earlier one, with a little of what is around them. */
  change(before: string, after: string): void {
    this.#line();
    for (const { mark, line } of changedLines(before, after)) {
      const style: Style = mark === "+" ? "green" : mark === "-" ? "red" : "dim";
      this.#line(this.#style(style, `  ${mark} ${line}`.trimEnd()));
    }
  }

  /** A command and what it printed. */
  shown({ command, output }: Shown): void {
    this.#line();
    if (command !== undefined) {
      const [first = "", ...rest] = wrapped(command, width - 6);
      const lines = [`  $ ${first}`, ...rest.map((line) => `      ${line}`)];
      this.#line(
        this.#style(
          "bold",
          lines.map((line, at) => (at < lines.length - 1 ? `${line} \\` : line)).join("\n"),
        ),
      );
    }
    for (const line of sentenceLines(output)) this.#line(`    ${line}`);
  }

  /** A table that a program made: its lines are cut, not wrapped. */
  table({ command, output }: Shown): void {
    const lines = output.trimEnd().split("\n");
    const cut = lines.map((line) => (line.length <= width - 4 ? line : `${line.slice(0, width - 5)}…`));
    this.shown({ command, output: cut.join("\n") });
  }

  rows(rows: readonly Row[]): void {
    const names = Object.keys(rows[0] ?? {});
    const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? "NULL")))];
    const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
    const lines = cells.map((line) =>
      line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "),
    );
    this.#line();
    lines.forEach((line, at) => this.#line(this.#style(at === 0 ? "dim" : [], `    ${line}`.trimEnd())));
  }

  /** A line of a summary, with statements or a sentence below it. */
  item(title: string, lines: readonly string[], isSql: boolean): void {
    this.#line();
    this.#line(`  ${this.#style("bold", title)}`);
    const parts = lines.flatMap((line) => (isSql ? statementLines(line) : sentenceLines(line)));
    for (const part of parts) this.#line(this.#style(isSql ? "yellow" : [], `    ${part}`));
  }

  #marked(mark: string, style: Style, text: string): void {
    const [first = "", ...rest] = wrapped(text, width - 2);
    this.#line();
    this.#line(`${this.#style(style, mark)} ${first}`);
    for (const line of rest) this.#line(`  ${line}`);
  }

  #line(text = ""): void {
    this.#stream.write(`${text}\n`);
  }

  #style(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#stream });
  }
}

function sentenceLines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => wrapped(line, width - 4));
}

/** A long line of SQL goes on in indented ones; SQL that has lines keeps them. */
function statementLines(sql: string): readonly string[] {
  return sql.split("\n").flatMap((line) => {
    const [first = "", ...rest] = wrapped(line, width - 6);
    return [first, ...rest.map((part) => `  ${part}`)];
  });
}

/** Lines of at most so many characters, where spaces allow it; what indents the text stays. */
export function wrapped(text: string, columns: number): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = indent;
  for (const word of text.slice(indent.length).split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line += line === indent && lines.length === 0 ? word : ` ${word}`;
  }
  return [...lines, line];
}
