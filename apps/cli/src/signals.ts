import type { Terminal } from "./terminal.ts";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Turns the first stop signal into a cancellation and the second into an exit at once.
 *
 * @returns a signal that is aborted by the first one; disposing stops listening.
 */
export function cancelOnSignals(
  terminal: Terminal,
  exit: (code: number) => void,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) return exit(1);
    terminal.out("\ninterrupt received, wait for exit or ^C to terminate\n");
    controller.abort(new Error(`received ${name}`));
  };
  for (const name of stopSignals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of stopSignals) process.off(name, onSignal);
    },
  };
}
