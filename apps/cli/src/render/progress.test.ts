import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Terminal } from "../terminal.ts";
import { Progress } from "./progress.ts";

function recorder(isErrTerminal: boolean): { readonly terminal: Terminal; readonly text: () => string } {
  let text = "";
  return {
    terminal: {
      out: () => assert.fail("progress does not belong into the result"),
      err: (part) => void (text += part),
      isInteractive: isErrTerminal,
      isOutTerminal: false,
      isErrTerminal,
      columns: 40,
      style: (_stream, _style, part) => part,
      flush: async () => {},
    },
    text: () => text,
  };
}

describe("Progress", () => {
  it("moves on a terminal, within its width, and leaves nothing behind", (test) => {
    test.mock.timers.enable({ apis: ["setInterval"] });
    const { terminal, text } = recorder(true);
    let now = 0;
    using progress = new Progress(terminal, () => now);
    progress.onEvent({ type: "phase", phase: "prove" });
    now = 1500;
    test.mock.timers.tick(100);
    assert.equal(text(), "\r\u001b[2K⠋ Trying the plan on a scratch database");
    progress.stop();
    assert.ok(text().endsWith("\r\u001b[2K"));
  });

  it("says elsewhere only what explains a wait", () => {
    const { terminal, text } = recorder(false);
    using progress = new Progress(terminal);
    progress.onEvent({ type: "phase", phase: "connect" });
    progress.onEvent({ type: "waiting_for_lock", holder: "atlas, process 7" });
    assert.equal(text(), "Waiting for another run on this database to end (atlas, process 7)\n");
  });

  it("prints a note once, however often it is said", () => {
    const { terminal, text } = recorder(false);
    using progress = new Progress(terminal);
    progress.note("the dev database is older");
    progress.onEvent({
      type: "notice",
      notice: { code: "N_DEV_VERSION", message: "the dev database is older" },
    });
    assert.equal(text(), "Note: the dev database is older\n");
  });
});
