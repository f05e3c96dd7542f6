import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { projectOf, TestWorld } from "../test-support.ts";

/** What the attribute `x` of an environment is worth, in a world where programs and servers are watched. */
async function worth(text: string, expression: string, world = new TestWorld()): Promise<unknown> {
  const { envs } = await projectOf(`${text}\nenv "e" {\n  x = ${expression}\n}`, { env: "e", world });
  return envs[0]?.attributes["x"];
}

const answer = { status: 200, headers: {}, body: new TextEncoder().encode("{}") };

describe("a request of data http", () => {
  it("has all that the block says", async () => {
    const world = new TestWorld();
    world.responses = [answer];
    const text = `data "http" "h" {
      url                = "https://x/y"
      method             = POST
      request_body       = "text"
      request_timeout_ms = 100
      ca_cert_pem        = "authority"
      client_cert_pem    = "certificate"
      client_key_pem     = "key"
      retry {
        attempts     = 1
        max_delay_ms = 5
        min_delay_ms = 1
      }
    }`;
    assert.equal(await worth(text, "data.http.h.url", world), "https://x/y");
    assert.deepEqual(world.requests, [
      {
        url: "https://x/y",
        method: "POST",
        headers: {},
        body: "text",
        timeoutMs: 100,
        caPem: "authority",
        certPem: "certificate",
        keyPem: "key",
        insecure: false,
      },
    ]);
  });

  it("trusts anybody where insecure says so", async () => {
    const world = new TestWorld();
    world.responses = [answer];
    await worth(
      'data "http" "h" {\n  url = "https://x"\n  insecure = true\n}',
      "data.http.h.status_code",
      world,
    );
    assert.equal(world.requests[0]?.insecure, true);
  });
});

describe("requests to clouds", () => {
  it("name the region and the profile", async () => {
    const seen: unknown[] = [];
    const world = new TestWorld();
    const cloud = {
      ...world.cloud,
      awsRdsToken: async (request: unknown) => {
        seen.push(request);
        return "token";
      },
    };
    Object.assign(world, { cloud });
    const text = `data "aws_rds_token" "t" {
      endpoint = "h:5432"
      username = "me"
      region   = "eu-central-1"
      profile  = "p"
    }`;
    assert.equal(await worth(text, "data.aws_rds_token.t", world), "token");
    assert.deepEqual(seen, [{ endpoint: "h:5432", username: "me", region: "eu-central-1", profile: "p" }]);
  });

  it("read variables of gcpruntimeconfig", async () => {
    const world = new TestWorld();
    world.responses = [{ ...answer, body: new TextEncoder().encode('{"text":"value"}') }];
    const url = "gcpruntimeconfig://projects/p/configs/c/variables/v";
    assert.equal(
      await worth(`data "runtimevar" "v" { url = "${url}" }`, "data.runtimevar.v", world),
      "value",
    );
  });
});
