import type { Command, Group } from "./command.ts";
import type { Flag } from "./flags.ts";
import { wrap } from "./wrap.ts";

const width = 80;

/** The whole help of a command or group. */
export function helpText(path: readonly string[], node: Command | Group): string {
  return `${wrap(node.description, width)}\n\n${usageText(path, node)}`;
}

/** Usage, examples and flags: also shown with an error in the command line. */
export function usageText(path: readonly string[], node: Command | Group): string {
  const name = path.join(" ");
  const parts: string[] = [];
  if (node.type === "group") {
    parts.push(`Usage:\n  ${name} <command> [flags]`);
    parts.push(examples(node.examples));
    const listed = node.children.filter((child) => child.type === "group" || !child.hidden);
    parts.push(`Commands:\n${table(listed.map((child) => [child.name, child.summary]))}`);
    parts.push(`Run '${name} <command> --help' for more about a command.`);
  } else {
    const operands = node.operands === "" ? "" : ` ${node.operands}`;
    parts.push(`Usage:\n  ${name}${Object.keys(node.flags).length > 0 ? " [flags]" : ""}${operands}`);
    parts.push(examples(node.examples));
    const visible = Object.entries(node.flags).filter(([, flag]) => !flag.hidden);
    parts.push(`Flags:\n${table([...visible.map(([flagName, flag]) => row(flagName, flag)), helpRow])}`);
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const helpRow = ["-h, --help", "Show this help"] as const;

function examples(lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `Examples:\n${lines.map((line) => line.replaceAll(/^(?=.)/gm, "  ")).join("\n")}`;
}

function row(name: string, flag: Flag<unknown>): readonly [string, string] {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  const value = flag.kind === "switch" ? "" : ` ${flag.value ?? "string"}`;
  const facts = [
    ...(flag.required ? ["required"] : []),
    ...(flag.kind === "list" ? ["repeatable"] : []),
    ...(flag.shownDefault === undefined ? [] : [`default ${flag.shownDefault}`]),
  ];
  return [`${short}--${name}${value}`, facts.length === 0 ? flag.help : `${flag.help} (${facts.join(", ")})`];
}

/** Two columns, the second wrapped under itself. */
function table(rows: readonly (readonly [string, string])[]): string {
  const first = Math.max(...rows.map(([left]) => left.length));
  return rows
    .map(([left, right]) => {
      const lines = wrap(right, width - first - 5).split("\n");
      return `  ${left.padEnd(first)}   ${lines.join(`\n${" ".repeat(first + 5)}`)}`;
    })
    .join("\n");
}
