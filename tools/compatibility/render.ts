import { basename } from "node:path";
import type { Evidence } from "./evidence.ts";
import type { Area, Row, Section } from "./items.ts";
import { judge, type Judgement, type State } from "./judge.ts";

const states: readonly State[] = ["works", "differs", "not yet", "untested"];

const intro = `# Compatibility

Every command, flag, template function, HCL block and attribute, setting, data source and URL parameter of Atlas, with its state in this version.

This page is made from tests by \`npm run generate\`: a row says **works** because a test uses the thing and passes, **differs** because one does and it is not as elsewhere, **not yet** because one shows that it is refused by name, and **untested** where none does. What is new in this version is in the guides.
`;

/** The page of compatibility as it should be. */
export function renderPage(areas: readonly Area[], evidence: Evidence): string {
  const counts = new Map<State, number>(states.map((state) => [state, 0]));
  const summary: string[] = [];
  const bodies = areas.map((area) => {
    const judged = area.sections.map((section) =>
      section.rows.map((row) => ({ row, all: judge(row, evidence) })),
    );
    const own = new Map<State, number>(states.map((state) => [state, 0]));
    for (const { state } of judged.flat().flatMap(({ all }) => all)) {
      own.set(state, (own.get(state) ?? 0) + 1);
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    summary.push(`| [${area.title}](#${anchor(area.title)}) | ${numbers(own)} |`);
    const sections = area.sections.map((section, at) => renderSection(section, judged[at] ?? []));
    return `## ${area.title}\n\n${sections.join("\n\n")}`;
  });
  const head = `| | ${states.join(" | ")} |\n|---|${"---:|".repeat(states.length)}`;
  const total = `| **all** | ${numbers(counts)} |`;
  return `${[intro.trimEnd(), [head, ...summary, total].join("\n"), ...bodies].join("\n\n")}\n`;
}

function numbers(counts: ReadonlyMap<State, number>): string {
  return states.map((state) => counts.get(state) || "").join(" | ");
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

interface JudgedRow {
  readonly row: Row;
  readonly all: readonly Judgement[];
}

function renderSection({ title, intro: text }: Section, rows: readonly JudgedRow[]): string {
  const lines = rows.flatMap(({ row, all }) => renderRow(row, all));
  const parts = [
    `### ${title}`,
    ...(text === "" ? [] : [text]),
    ["| | | | |\n|---|---|---|---|", ...lines].join("\n"),
  ];
  return parts.join("\n\n");
}

/** One line for each state that the items of a row have. */
function renderRow({ words, differs }: Row, all: readonly Judgement[]): readonly string[] {
  return states.flatMap((state) => {
    const found = all.filter((judgement) => judgement.state === state);
    if (found.length === 0) return [];
    const names = found.map(({ item }) => code(item.name)).join(", ");
    const note = [words, ...(state === "differs" || state === "not yet" ? [differs] : [])]
      .filter(Boolean)
      .join("; ");
    return [`| ${names} | ${state} | ${note.replaceAll("|", "\\|")} | ${links(found)} |`];
  });
}

function code(name: string): string {
  return `\`${name.replaceAll("|", "\\|")}\``;
}

/** The first tests in which all of them were found, or else one of the first item. */
function links(found: readonly Judgement[]): string {
  const [first] = found;
  const common = first?.files.filter((file) => found.every(({ files }) => files.includes(file))) ?? [];
  const shown = (common.length > 0 ? common : (first?.files ?? [])).slice(0, 2);
  return shown.map((file) => `[${labelOf(file)}](../../${file})`).join(" ");
}

function labelOf(file: string): string {
  return basename(file).replace(/(?:\.test)?\.(?:txt|ts|json|md)$/, "");
}
