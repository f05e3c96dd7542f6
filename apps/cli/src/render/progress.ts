import type { Phase, WorkflowEvent } from "@atlas/workflows";
import type { Terminal } from "../terminal.ts";

const phases: Readonly<Record<Phase, string>> = {
  connect: "Connecting",
  read_target: "Reading the database",
  start_dev_database: "Starting a dev database",
  read_desired: "Reading the desired state",
  replay: "Replaying migration files",
  plan: "Planning",
  prove: "Trying the plan on a scratch database",
  apply: "Applying",
  verify: "Checking the result",
};
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMs = 100;

/**
 * Says on stderr what goes on: on a terminal one line that moves and goes away, elsewhere only what explains
 * a wait. Notes that stop nothing are printed for good.
 */
export class Progress implements Disposable {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #text = "";
  #since = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDrawn = false;
  readonly #told = new Set<string>();

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  readonly onEvent = (event: WorkflowEvent): void => {
    switch (event.type) {
      case "phase":
        return this.#show(phases[event.phase]);
      case "step_started":
        return this.#show(`Applying statement ${event.step + 1} of ${event.of}`);
      case "step_finished":
        return;
      case "waiting_for_lock": {
        const holder = event.holder === undefined ? "" : ` (${event.holder})`;
        const text = `Waiting for another run on this database to end${holder}`;
        if (!this.#terminal.isErrTerminal) this.#terminal.err(`${text}\n`);
        return this.#show(text);
      }
      case "notice": {
        // The result itself carries these three, and is rendered with them.
        const { code, message } = event.notice;
        if (code === "N_UNMANAGED" || code === "N_SKIPPED" || code === "N_NOT_PROVEN") return;
        return this.note(message);
      }
    }
  };

  /** Says what goes on, in words of the caller. */
  say(text: string): void {
    this.#show(text);
  }

  /** Prints something for good that a person should know; once, however often it is said. */
  readonly note = (message: string): void => {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#clear();
    this.#terminal.err(`Note: ${message}\n`);
  };

  /** Takes the line away: something else is going to be printed. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#clear();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #show(text: string): void {
    if (!this.#terminal.isErrTerminal) return;
    this.#text = text;
    this.#since = this.#now();
    this.#timer ??= setInterval(() => this.#draw(), frameMs).unref();
  }

  #draw(): void {
    const seconds = ((this.#now() - this.#since) / 1000).toFixed(1);
    const frame = frames[this.#frame++ % frames.length];
    const line = `${frame} ${this.#text} ${seconds}s`.slice(0, Math.max(10, this.#terminal.columns - 1));
    this.#terminal.err(`\r\u001b[2K${this.#terminal.style("err", "dim", line)}`);
    this.#isDrawn = true;
  }

  #clear(): void {
    if (this.#isDrawn) this.#terminal.err("\r\u001b[2K");
    this.#isDrawn = false;
  }
}
