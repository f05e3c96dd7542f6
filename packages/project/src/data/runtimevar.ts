import { AtlasError } from "@atlas/core";
import { durationMs, type SettingsBlock } from "../block.ts";
import { type HttpRequest, type ProjectHost, reasonOf } from "../host.ts";
import type { DataSource } from "./registry.ts";

/** How long a value may take to arrive, without `?timeout=`. */
const defaultTimeoutMs = 10_000;

/** A value that is kept elsewhere, such as in a secret manager: a text, and treated as a secret. */
export const runtimevar: DataSource = async (block, { host }) => {
  const text = block.requiredText("url");
  block.done();
  const address = readAddress(text, block);
  const read = Object.hasOwn(readers, address.scheme) ? readers[address.scheme] : undefined;
  if (!read)
    throw block.problem(
      `unsupported runtimevar driver ${JSON.stringify(address.scheme)}`,
      `Use one of: ${Object.keys(readers).toSorted().join(", ")}.`,
      "url",
    );
  const late = AbortSignal.timeout(address.timeoutMs);
  try {
    const value = await Promise.race([read(address, host), whenAborted(late, host.signal)]);
    host.onSecret(value);
    return value;
  } catch (cause) {
    if (cause instanceof AtlasError && cause.code !== "E_PROJECT") throw cause;
    throw new AtlasError("E_PROJECT", `reading ${address.scheme} variable: ${reasonOf(cause)}`, {
      place: block.placeOf("url"),
      hint:
        (cause instanceof AtlasError ? cause.hint : undefined) ??
        "Check the address, and the credentials in the environment.",
      cause,
    });
  }
};

interface Address {
  readonly scheme: string;
  /** What stands between `scheme://` and the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly timeoutMs: number;
}

const ownParameters = ["decoder", "timeout", "region", "profile", "awssdk", "val", "name"];

function readAddress(text: string, block: SettingsBlock): Address {
  const [, scheme, path = "", search = ""] = /^([A-Za-z][\w+.-]*):\/\/([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  if (scheme === undefined)
    throw block.problem(
      "the url has no scheme",
      'Write it like "awssecretsmanager://name?region=eu-central-1".',
      "url",
    );
  const query = new URLSearchParams(search);
  const isWeb = scheme === "http" || scheme === "https";
  for (const name of isWeb ? [] : query.keys())
    if (!ownParameters.includes(name))
      throw block.problem(
        `unknown parameter ${JSON.stringify(name)} in the url`,
        `It takes: ${ownParameters.join(", ")}.`,
        "url",
      );
  const decoder = query.get("decoder");
  if (decoder !== null && decoder !== "string")
    throw block.problem(
      `unsupported decoder: ${JSON.stringify(decoder)}`,
      "The only decoder is string.",
      "url",
    );
  const timeout = query.get("timeout");
  const timeoutMs = timeout === null ? defaultTimeoutMs : durationMs(timeout);
  if (timeoutMs === undefined)
    throw block.problem(`${JSON.stringify(timeout)} is no duration`, "Write timeout=10s.", "url");
  return { scheme, path, query, url: text, timeoutMs };
}

type Reader = (address: Address, host: ProjectHost) => Promise<string>;

const readers: Readonly<Record<string, Reader>> = {
  constant: async ({ query }) => {
    const value = query.get("val");
    if (value === null) throw new Error("the parameter val is missing");
    return value;
  },
  env: async ({ path }, host) => {
    const name = path.replace(/^\/+/, "");
    const value = host.env(name);
    if (value === undefined) throw new Error(`the environment has no variable ${JSON.stringify(name)}`);
    return value;
  },
  file: async ({ path }, host) => host.readText(path),
  http: (address, host) => overHttp(address, host),
  https: (address, host) => overHttp(address, host),
  awsparamstore: ({ path, query }, host) =>
    // A name with levels has three slashes: it starts with one.
    host.cloud.awsParameter(path, {
      region: query.get("region") ?? undefined,
      profile: query.get("profile") ?? undefined,
    }),
  awssecretsmanager: ({ path, query }, host) =>
    host.cloud.awsSecret(path, {
      region: query.get("region") ?? undefined,
      profile: query.get("profile") ?? undefined,
    }),
  gcpsecretmanager: async ({ path, timeoutMs }, host) => {
    const token = await host.cloud.gcpToken(["https://www.googleapis.com/auth/cloud-platform"]);
    host.onSecret(token);
    const name = /\/versions\/[^/]+$/.test(path) ? path : `${path}/versions/latest`;
    const answer = await jsonOf(
      {
        url: `https://secretmanager.googleapis.com/v1/${name}:access`,
        method: "GET",
        headers: { authorization: `Bearer ${token}` },
        timeoutMs,
      },
      host,
    );
    const data = member(member(answer, "payload"), "data");
    if (typeof data !== "string") throw new Error("the secret has no data");
    return Buffer.from(data, "base64").toString("utf8");
  },
  gcpruntimeconfig: async ({ path, timeoutMs }, host) => {
    const token = await host.cloud.gcpToken(["https://www.googleapis.com/auth/cloudruntimeconfig"]);
    host.onSecret(token);
    const answer = await jsonOf(
      {
        url: `https://runtimeconfig.googleapis.com/v1beta1/${path}`,
        method: "GET",
        headers: { authorization: `Bearer ${token}` },
        timeoutMs,
      },
      host,
    );
    const text = member(answer, "text");
    const value = member(answer, "value");
    if (typeof text === "string") return text;
    if (typeof value === "string") return Buffer.from(value, "base64").toString("utf8");
    throw new Error("the variable has no value");
  },
  hashivault: async ({ path, timeoutMs }, host) => {
    const address = host.env("VAULT_ADDR");
    const token = host.env("VAULT_TOKEN");
    if (!address) throw new Error("VAULT_ADDR is not set");
    if (!token) throw new Error("VAULT_TOKEN is not set");
    host.onSecret(token);
    const namespace = host.env("VAULT_NAMESPACE");
    const headers = { "x-vault-token": token, ...(namespace && { "x-vault-namespace": namespace }) };
    const answer = await jsonOf(
      { url: `${address.replace(/\/+$/, "")}/v1/${path}`, method: "GET", headers, timeoutMs },
      host,
    );
    const data = member(answer, "data");
    // The second version of the store wraps the values once more, beside their metadata.
    const inner = member(data, "metadata") === undefined ? data : (member(data, "data") ?? data);
    for (const value of Object.values(isRecord(inner) ? inner : {}))
      if (typeof value === "string") host.onSecret(value);
    return JSON.stringify(inner ?? {});
  },
};

async function overHttp({ url, timeoutMs }: Address, host: ProjectHost): Promise<string> {
  return new TextDecoder().decode(await bodyOf({ url, method: "GET", headers: {}, timeoutMs }, host));
}

async function jsonOf(request: HttpRequest, host: ProjectHost): Promise<unknown> {
  const answer: unknown = JSON.parse(new TextDecoder().decode(await bodyOf(request, host)));
  return answer;
}

async function bodyOf(request: HttpRequest, host: ProjectHost): Promise<Uint8Array> {
  const { status, body } = await host.http(request);
  if (status === 200) return body;
  throw new Error(`the server answered with status ${status}`);
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Fails when the time is over or the work was cancelled. */
function whenAborted(late: AbortSignal, cancelled: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    late.addEventListener("abort", () => reject(new Error("it took too long")), { once: true });
    cancelled.addEventListener(
      "abort",
      () => reject(new AtlasError("E_CANCELLED", "the work was cancelled")),
      { once: true },
    );
  });
}
