import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { nodeHost, type NodeHostOptions } from "./host-node.ts";

function hostWith(options: Partial<NodeHostOptions> = {}) {
  const query = async () => ({ columns: [], rows: [] });
  return nodeHost({
    signal: new AbortController().signal,
    query,
    print: () => {},
    onSecret: () => {},
    ...options,
  });
}

const folder = tmpdir();

describe("programs of project files", () => {
  it("run without a shell, with their output and code", async () => {
    const script = "process.stdout.write(process.argv[1]); process.stderr.write('e'); process.exit(3)";
    const result = await hostWith().run([process.execPath, "-e", script, "$HOME; ls"], { folder });
    assert.deepEqual(result, { code: 3, stdout: "$HOME; ls", stderr: "e", path: process.execPath });
    assert.match((await hostWith().run(["sh", "-c", "exit 1"], { folder })).path ?? "", /^\/.*\/sh$/);
  });

  it("are ended when they take too long, say too much or are no longer wanted", async () => {
    const hang = [process.execPath, "-e", "setInterval(() => {}, 1000)"];
    await assert.rejects(
      hostWith({ programTimeoutMs: 100 }).run(hang, { folder }),
      /it did not end within 0.1 s/,
    );
    const loud = [process.execPath, "-e", "for (;;) process.stdout.write('x'.repeat(1000))"];
    await assert.rejects(
      hostWith({ programOutputBytes: 10_000 }).run(loud, { folder }),
      /it printed more than 10000 bytes/,
    );
    const signal = AbortSignal.timeout(100);
    await assert.rejects(hostWith({ signal }).run(hang, { folder }), { code: "E_CANCELLED" });
    await assert.rejects(
      hostWith().run(["no-such-program-of-ours"], { folder }),
      /executable file not found in \$PATH/,
    );
  });
});

describe("files of project files", () => {
  it("are found by patterns, sorted and absolute", async () => {
    const root = await mkdtemp(join(tmpdir(), "atlas-host-"));
    try {
      await mkdir(join(root, "a/b"), { recursive: true });
      for (const name of ["z.sql", "a/y.sql", "a/b/x.sql", "a/n.txt"]) await writeFile(join(root, name), "");
      const host = hostWith();
      assert.deepEqual(
        host.glob("**/*.sql", root),
        ["a/b/x.sql", "a/y.sql", "z.sql"].map((name) => join(root, name)),
      );
      assert.deepEqual(host.glob("no/*", root), []);
      assert.throws(() => host.readText(join(root, "none")), { code: "ENOENT" });
    } finally {
      await rm(root, { recursive: true });
    }
  });
});

describe("requests of project files", () => {
  it("send headers and bodies, follow redirects and end in time", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/slow") return;
      if (request.url === "/moved") response.writeHead(302, { location: "/here" }).end();
      else request.pipe(response.writeHead(200, { "x-method": request.method ?? "" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // Listening on a port, it has an address of this form.
    const { port } = server.address() as AddressInfo;
    const base = { method: "GET", headers: {}, timeoutMs: 2_000 };
    try {
      const host = hostWith();
      const echoed = await host.http({
        ...base,
        url: `http://127.0.0.1:${port}/`,
        method: "POST",
        body: "hello",
      });
      assert.deepEqual([echoed.status, new TextDecoder().decode(echoed.body)], [200, "hello"]);
      assert.equal(
        (await host.http({ ...base, url: `http://127.0.0.1:${port}/moved` })).headers["x-method"],
        "GET",
      );
      await assert.rejects(
        host.http({ ...base, url: `http://127.0.0.1:${port}/slow`, timeoutMs: 50 }),
        /no answer within 50 ms/,
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("tokens for RDS", () => {
  it("are signed here, without asking anybody", async () => {
    process.env["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
    process.env["AWS_SECRET_ACCESS_KEY"] = "secret";
    const token = await hostWith().cloud.awsRdsToken({
      endpoint: "db.x:5432",
      username: "me",
      region: "eu-central-1",
      profile: undefined,
    });
    assert.match(token, /^db\.x:5432\/\?Action=connect&DBUser=me&.*X-Amz-Signature=[0-9a-f]{64}/);
  });
});
