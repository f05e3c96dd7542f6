import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { AtlasError } from "@atlas/core";
import type { HttpRequest, HttpResponse } from "./host.ts";

/** No settings are longer. */
const maxBodyBytes = 64 * 2 ** 20;

/** How often a server may send us elsewhere. */
const maxRedirects = 10;

/** Sends one request, following redirects of GET and HEAD. */
export async function sendHttp(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  let { url } = request;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]);
  for (let redirects = 0; ; redirects++) {
    const response = await sendOnce({ ...request, url }, limit, signal);
    const location = response.headers["location"];
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== undefined;
    if (!isRedirect || request.method === "POST" || redirects >= maxRedirects) return response;
    const next = new URL(location, url);
    // Headers may hold a token that is meant for the first server alone.
    if (next.origin !== new URL(url).origin && Object.keys(request.headers).length > 0) return response;
    url = next.href;
  }
}

function sendOnce(request: HttpRequest, limit: AbortSignal, cancelled: AbortSignal): Promise<HttpResponse> {
  const send = request.url.toLowerCase().startsWith("https:") ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const fail = (error: Error): void => {
    if (cancelled.aborted) reject(new AtlasError("E_CANCELLED", "the work was cancelled", { cause: error }));
    else reject(limit.aborted ? new Error(`no answer within ${request.timeoutMs} ms`) : error);
  };
  const outgoing = send(
    request.url,
    {
      method: request.method,
      headers: request.headers,
      signal: limit,
      rejectUnauthorized: request.insecure !== true,
      ...(request.caPem !== undefined && { ca: request.caPem }),
      ...(request.certPem !== undefined && { cert: request.certPem, key: request.keyPem }),
    },
    (incoming) => {
      const chunks: Buffer[] = [];
      let length = 0;
      incoming.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBodyBytes)
          outgoing.destroy(new Error(`the answer is longer than ${maxBodyBytes} bytes`));
        else chunks.push(chunk);
      });
      incoming.on("error", fail);
      incoming.on("end", () => {
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(", ") : (value ?? ""),
          ]),
        );
        resolve({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
      });
    },
  );
  outgoing.on("error", fail);
  outgoing.end(request.body);
  return promise;
}
