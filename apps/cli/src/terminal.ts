import { styleText } from "node:util";

/** Where a command writes, and what it may assume about the reader. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Someone can be asked: input and output are a terminal. */
  readonly isInteractive: boolean;
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Columns of the terminal; 80 when there is none. */
  readonly columns: number;
  /** The text in a style where the stream is a terminal and colours are wanted; else the text itself. */
  style(stream: "out" | "err", style: Style, text: string): string;
  /** Waits until all that was written has left this process: an exit would cut it off. */
  flush(): Promise<void>;
}

export type Style =
  | "bold"
  | "dim"
  | "gray"
  | "red"
  | "green"
  | "yellow"
  | "cyan"
  | "underline"
  | "redBgWhiteFg";

export interface Streams {
  readonly stdin: { readonly isTTY?: boolean | undefined };
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface TerminalOptions {
  /** Colours are not wanted (`NO_COLOR` is set). */
  readonly noColor: boolean;
  /**
   * Takes secrets out of what goes to stderr, should a server or library have quoted them. What goes to
   * stdout is the result, and left as it is.
   */
  readonly hide: (text: string) => string;
}

export function openTerminal({ stdin, stdout, stderr }: Streams, options: TerminalOptions): Terminal {
  const isOutTerminal = stdout.isTTY;
  const isErrTerminal = stderr.isTTY;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(options.hide(text)),
    isInteractive: stdin.isTTY === true && isOutTerminal,
    isOutTerminal,
    isErrTerminal,
    columns: isOutTerminal ? stdout.columns || 80 : 80,
    style: (stream, style, text) => {
      const isColoured = !options.noColor && (stream === "out" ? isOutTerminal : isErrTerminal);
      if (!isColoured) return text;
      return style === "redBgWhiteFg"
        ? styleText(["bgRed", "white"], text, { validateStream: false })
        : styleText(style, text, { validateStream: false });
    },
    flush: async () => {
      for (const stream of [stdout, stderr])
        await new Promise<void>((resolve) => void stream.write("", () => resolve()));
    },
  };
}
