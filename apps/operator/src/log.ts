import type { Log } from "@atlas/kube";

export type LogLevel = Parameters<Log>[0];

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

export interface LogOptions {
  readonly level: LogLevel;
  /** `json`: one object a line. `console`: for people. */
  readonly encoder: "json" | "console";
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

/** A log of fixed messages with fields, one line each. */
export function createLog(options: LogOptions): Log {
  const lowest = levels.indexOf(options.level);
  return (level, message, fields = {}) => {
    if (levels.indexOf(level) < lowest) return;
    const ts = options.now().toISOString();
    const line =
      options.encoder === "json"
        ? JSON.stringify({ level, ts, msg: message, ...fields })
        : [ts, level.toUpperCase(), message, ...consoleFields(fields)].join("\t");
    options.write(`${withoutPasswords(line)}\n`);
  };
}

function consoleFields(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(fields).length === 0 ? [] : [JSON.stringify(fields)];
}

/** The last defence: nobody logs a URL, but a library's error may quote one. */
function withoutPasswords(line: string): string {
  return line.replaceAll(/(:\/\/[^\s:/?#@"]*):[^\s/?#"]*@/g, "$1:***@");
}
