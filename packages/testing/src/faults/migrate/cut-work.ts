import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { asAtlasError, type AtlasError } from "@atlas/core";
import { StopProxy } from "../stop-proxy.ts";
import type { CrashDatabase, CrashKind, CrashServer } from "./crash-server.ts";
import { inTurns } from "./in-turns.ts";
import type { RunningProgram } from "./program.ts";

/** What is cut off at every message to the server. */
export interface CutWork {
  /** Brings a new database to where the work begins. */
  readonly prepare: (database: CrashDatabase) => Promise<void>;
  /** The work in this process. */
  readonly run: (url: string) => Promise<unknown>;
  /** The same as a program of its own. */
  readonly start: (url: string) => Promise<RunningProgram>;
  /** The statements that it runs: messages from the first of them on count. */
  readonly statements: readonly string[];
  /** What is written down is so. */
  readonly assertTruthful: (database: CrashDatabase, title: string) => Promise<void>;
  /** The next run does what is left, and nothing twice. */
  readonly assertFinishes: (database: CrashDatabase, title: string) => Promise<void>;
}

/** Where the work stands when it is cut off. */
interface Point {
  readonly message: number;
  /** The message goes on just before the end: the server may be at work on it. */
  readonly isSent: boolean;
  readonly title: string;
}

/** @param open - makes the work, with what it is compared with, on a server. */
export function describeCutWork(
  kind: CrashKind,
  title: string,
  open: (server: CrashServer, stack: AsyncDisposableStack) => Promise<CutWork>,
): void {
  describe(`${title} on ${kind.label}`, () => {
    const stack = new AsyncDisposableStack();
    after(() => stack.disposeAsync());
    const begin = async () => {
      const server = stack.use(await kind.start());
      const work = await open(server, stack);
      return { server, work, messages: await messagesOf(kind, server, work) };
    };

    it("is finished by the next run wherever the server is killed, and nothing is done twice or left out", async () => {
      const { server, work, messages } = await begin();
      const points = messages.map(({ message, text }, at): Point => {
        const isSent = at % 2 === 1;
        return { message, isSent, title: `${isSent ? "at" : "before"} message ${message}: ${text}` };
      });
      const runs = await inTurns(points, async (point) => {
        const { database, proxy } = await stopAt(point);
        const failure = endOf(work.run(database.urlAt(proxy.port)));
        await reached(proxy, failure, point.title);
        return { database, proxy, failure, point };
      });
      for (const { proxy, point } of runs) if (point.isSent) proxy.release();
      await server.kill();
      for (const { failure, point } of runs)
        assert.equal((await failure)?.code, "E_CONNECTION_LOST", point.title);
      await server.restart();
      await inTurns(runs, async ({ database, point }) => {
        await work.assertTruthful(database, point.title);
        await work.assertFinishes(database, point.title);
      });

      async function stopAt({ message }: Point) {
        const database = await server.create(`server_${message}`);
        await work.prepare(database);
        const proxy = stack.use(await StopProxy.start(server.port, kind.framing, message));
        return { database, proxy };
      }
    });

    it("is finished by the next run wherever the process is killed, and nothing is done twice or left out", async () => {
      const { server, work, messages } = await begin();
      // At one statement, after the next.
      const points = messages
        .filter(({ isStep }) => isStep)
        .map(({ message, text }, at): Point => {
          const isSent = at % 2 === 0;
          return {
            message: isSent ? message : message + 1,
            isSent,
            title: `${isSent ? "at" : "after"} ${text}`,
          };
        });
      await inTurns(
        points,
        async (point) => {
          const { message, isSent, title: where } = point;
          const database = await server.create(`process_${isSent ? "at" : "after"}_${message}`);
          await work.prepare(database);
          await using proxy = await StopProxy.start(server.port, kind.framing, message);
          const program = await work.start(database.urlAt(proxy.port));
          await reached(proxy, program.ended, where);
          if (isSent) proxy.release();
          assert.equal((await program.signal("SIGKILL")).signal, "SIGKILL", where);
          await work.assertFinishes(database, where);
        },
        3,
      );
    });
  });
}

interface Message {
  readonly message: number;
  readonly text: string;
  /** It holds a statement of the work. */
  readonly isStep: boolean;
}

/** What is sent where nothing comes between, from just before the first statement on. */
async function messagesOf(
  kind: CrashKind,
  server: CrashServer,
  { prepare, run, statements }: CutWork,
): Promise<readonly Message[]> {
  const database = await server.create("counted");
  await prepare(database);
  await using proxy = await StopProxy.start(server.port, kind.framing);
  await run(database.urlAt(proxy.port));
  const messages = proxy.messages.map((text, message): Message => {
    const shown = text.replaceAll(/[^\x20-\x7e]+/g, " ").trim();
    return { message, text: shown.slice(0, 120), isStep: statements.some((sql) => text.includes(sql)) };
  });
  const first = messages.findIndex(({ isStep }) => isStep);
  assert.ok(first > 0, "the work has sent its first statement");
  const last = messages.findLastIndex(({ text }) => /atlas_schema_revisions|COMMIT/i.test(text));
  // A row that announces it comes before that, and the beginning of a transaction; behind the last is what says goodbye.
  return messages.slice(first - 3, last + 1);
}

/** Why it ended; `undefined`: it went through. */
async function endOf(work: Promise<unknown>): Promise<AtlasError | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => asAtlasError(error),
  );
}

async function reached(proxy: StopProxy, ended: Promise<unknown>, title: string): Promise<void> {
  const early = ended.then((cause) => Promise.reject(new Error(`ended early ${title}`, { cause })));
  await Promise.race([proxy.reached, early]);
}
