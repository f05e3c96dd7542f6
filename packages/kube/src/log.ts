/** Takes a fixed message and its facts; this package never prints by itself. No secret ever comes here. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export const noLog: Log = () => {};

/** An unknown thrown thing as one line for a log field. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
