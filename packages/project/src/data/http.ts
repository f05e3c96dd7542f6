import { setTimeout as sleep } from "node:timers/promises";
import { AtlasError } from "@atlas/core";
import { objectOf } from "@atlas/hcl";
import type { SettingsBlock } from "../block.ts";
import { type HttpRequest, type HttpResponse, type ProjectHost, reasonOf } from "../host.ts";
import type { DataSource } from "./registry.ts";

/** How long one request may take without `request_timeout_ms`. */
const defaultTimeoutMs = 30_000;

/** What a web server answers. An answer of any status is a result, not an error. */
export const http: DataSource = async (block, { host }) => {
  const request = readRequest(block);
  const retry = readRetry(block);
  block.done();
  const response = await fetchPatiently(request, retry, host, block);
  return objectOf([
    ["url", request.url],
    ["status_code", response.status],
    ["response_headers", objectOf(Object.entries(response.headers))],
    ["response_body", new TextDecoder().decode(response.body)],
    ["response_body_base64", Buffer.from(response.body).toString("base64")],
  ]);
};

function readRequest(block: SettingsBlock): HttpRequest {
  const url = block.requiredText("url");
  if (!/^https?:\/\//i.test(url))
    throw block.problem("the url is not one of http or https", "Write https://….", "url");
  const caPem = block.text("ca_cert_pem");
  const certPem = block.text("client_cert_pem");
  const keyPem = block.text("client_key_pem");
  const insecure = block.bool("insecure") ?? false;
  if ((certPem === undefined) !== (keyPem === undefined))
    throw block.problem(
      "client_cert_pem and client_key_pem must be set together",
      "Give both, or none.",
      certPem === undefined ? "client_key_pem" : "client_cert_pem",
    );
  if (caPem !== undefined && insecure)
    throw block.problem("ca_cert_pem and insecure cannot be set together", "Remove insecure.", "insecure");
  return {
    url,
    method: block.word("method", ["GET", "HEAD", "POST"]) ?? "GET",
    headers: block.textMap("request_headers") ?? {},
    body: block.text("request_body"),
    timeoutMs: block.count("request_timeout_ms") ?? defaultTimeoutMs,
    caPem,
    certPem,
    keyPem,
    insecure,
  };
}

interface Retry {
  readonly attempts: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

function readRetry(block: SettingsBlock): Retry {
  const inner = block.block("retry");
  if (!inner) return { attempts: 0, minDelayMs: 0, maxDelayMs: 0 };
  const attempts = inner.count("attempts") ?? 0;
  const minDelayMs = inner.count("min_delay_ms") ?? 1_000;
  const maxDelayMs = inner.count("max_delay_ms") ?? Math.max(30_000, minDelayMs);
  if (maxDelayMs < minDelayMs)
    throw inner.problem("max_delay_ms is less than min_delay_ms", "Correct one of them.", "max_delay_ms");
  inner.done();
  return { attempts, minDelayMs, maxDelayMs };
}

/** Asks again after errors of the connection and of the server, except what it does not implement. */
async function fetchPatiently(
  request: HttpRequest,
  retry: Retry,
  host: ProjectHost,
  block: SettingsBlock,
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt >= retry.attempts;
    try {
      const response = await host.http(request);
      if (isLast || response.status < 500 || response.status === 501) return response;
    } catch (cause) {
      if (host.signal.aborted) throw cause;
      if (isLast)
        throw new AtlasError("E_PROJECT", `requesting ${originOf(request.url)}: ${reasonOf(cause)}`, {
          place: block.placeOf("url"),
          hint: "Check the address, and that the server answers.",
          cause,
        });
    }
    await sleep(Math.min(retry.maxDelayMs, retry.minDelayMs * 2 ** attempt), undefined, {
      signal: host.signal,
    });
  }
}

/** The rest of a URL may hold a token. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the url";
}
