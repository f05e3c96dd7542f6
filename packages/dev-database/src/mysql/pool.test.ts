import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { MysqlPool, type PoolOptions } from "./pool.ts";
import { testBuilds } from "./test-builds.ts";

const [[, build] = []] = testBuilds();
const whole = { schema: undefined, parameters: {} };

describe("servers in use at once", { skip: build === undefined && "no server of MariaDB or MySQL" }, () => {
  function pool(options: PoolOptions): MysqlPool {
    return new MysqlPool(options);
  }

  function use(from: MysqlPool, signal?: AbortSignal) {
    assert.ok(build);
    return from.use(build, { ...whole, signal });
  }

  it("are no more than allowed: others wait until one is given back", async () => {
    await using own = pool({ maxServers: 1 });
    const first = await use(own);
    const waiting = use(own);
    await first[Symbol.asyncDispose]();
    await using second = await waiting;
    assert.equal(second.url.reveal(), first.url.reveal());
  });

  it("are more when that takes too long, since who waits may hold one", async () => {
    await using own = pool({ maxServers: 1, patienceMs: 50 });
    await using first = await use(own);
    await using second = await use(own);
    assert.notEqual(second.url.reveal(), first.url.reveal());
  });

  it("are not waited for once the work is cancelled", async () => {
    await using own = pool({ maxServers: 1 });
    await using _first = await use(own);
    const cancel = new AbortController();
    const waiting = use(own, cancel.signal);
    cancel.abort();
    await assert.rejects(waiting, { code: "E_CANCELLED" });
  });
});
