import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { AtlasError } from "@atlas/core";
import type { ApiAccess } from "./access.ts";

/** The API server said no, or said nothing. */
export class ApiError extends AtlasError {
  override readonly name = "ApiError";
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** As the API names it: `NotFound`, `Conflict`, `Expired`, `AlreadyExists`; empty if it did not say. */
  readonly reason: string;
  /** How long the server asks us to stay away, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    message: string,
    options: { readonly reason?: string; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super("E_KUBE_API", message, {
      details: { status, reason: options.reason ?? "" },
      cause: options.cause,
      hint: hintFor(status),
    });
    this.status = status;
    this.reason = options.reason ?? "";
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Without the server: `/api/v1/namespaces/default/events`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Of the body. Default `application/json`. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Longest silence of the server, in milliseconds. Default 30 000. */
  readonly silenceMs?: number;
}

export interface ApiClientOptions {
  readonly userAgent?: string;
  /** Is told of each answered request; the code is `<error>` when there was no answer. */
  readonly onAnswer?: (method: string, code: string) => void;
}

/** JSON over HTTP to one API server: connections are kept, each call can be aborted. */
export class ApiClient {
  readonly access: ApiAccess;
  readonly #options: ApiClientOptions;

  constructor(access: ApiAccess, options: ApiClientOptions = {}) {
    this.access = access;
    this.#options = options;
  }

  /** @throws {ApiError} for any status but 2xx, and when the server does not answer. */
  async call(call: ApiCall): Promise<unknown> {
    const response = await this.#open(call);
    const text = await readAll(response, call);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new ApiError(response.statusCode ?? 0, `${call.method} ${call.path}: the answer is not JSON`, {
        cause: error,
      });
    }
  }

  /**
   * Yields the JSON lines of an answer that goes on, such as a watch. Ends when the server ends it.
   *
   * @throws {ApiError} also after `silenceMs` without a byte: a connection can die without a word.
   */
  async *lines(call: ApiCall): AsyncGenerator<unknown, void, undefined> {
    const response = await this.#open(call);
    let pieces: string[] = [];
    try {
      // With an encoding set the chunks are strings.
      for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
        let start = 0;
        for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", start)) {
          pieces.push(chunk.slice(start, end));
          const line = pieces.join("");
          pieces = [];
          start = end + 1;
          if (line !== "") yield JSON.parse(line);
        }
        if (start < chunk.length) pieces.push(chunk.slice(start));
      }
    } catch (error) {
      throw error instanceof ApiError ? error : noAnswer(call, error);
    } finally {
      response.destroy();
    }
  }

  async #open(call: ApiCall): Promise<IncomingMessage> {
    let response: IncomingMessage;
    try {
      response = await this.#send(call, true);
    } catch (error) {
      this.#options.onAnswer?.(call.method, "<error>");
      throw error;
    }
    const status = response.statusCode ?? 0;
    this.#options.onAnswer?.(call.method, String(status));
    if (status >= 200 && status < 300) return response;
    throw refusal(call, response, await readAll(response, call).catch(() => ""));
  }

  async #send(call: ApiCall, mayRetry: boolean): Promise<IncomingMessage> {
    const { server } = this.access;
    const url = new URL(server + call.path);
    for (const [name, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, value);
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const applied = await this.access.credentials().catch((error: unknown) => {
      throw new ApiError(0, `no credentials for ${server}`, { cause: error });
    });
    const options = {
      ...applied,
      method: call.method,
      signal: call.signal,
      headers: {
        ...applied.headers,
        Accept: call.accept ?? "application/json",
        "User-Agent": this.#options.userAgent ?? "atlas",
        ...(body && {
          "Content-Type": call.contentType ?? "application/json",
          "Content-Length": body.length,
        }),
      },
    };
    return await new Promise((resolve, reject) => {
      const request = url.protocol === "http:" ? httpRequest(url, options) : httpsRequest(url, options);
      request.setTimeout(call.silenceMs ?? 30_000, () => {
        request.destroy(new ApiError(0, `${call.method} ${call.path}: the API server has gone silent`));
      });
      request.on("socket", (socket) => socket.setKeepAlive(true, 30_000));
      request.on("response", resolve);
      request.on("error", (error) => {
        // The server closed a kept connection just as we reused it; the request never arrived.
        const stale = request.reusedSocket && "code" in error && error.code === "ECONNRESET";
        if (stale && mayRetry) resolve(this.#send(call, false));
        else reject(error instanceof ApiError ? error : noAnswer(call, error));
      });
      request.end(body);
    });
  }
}

/** True for what a name that does not exist, or an empty collection, answers. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

async function readAll(response: IncomingMessage, call: ApiCall): Promise<string> {
  let text = "";
  try {
    // With an encoding set the chunks are strings.
    for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) text += chunk;
  } catch (error) {
    throw error instanceof ApiError ? error : noAnswer(call, error);
  }
  return text;
}

function noAnswer(call: ApiCall, error: unknown): AtlasError {
  if (call.signal?.aborted)
    return new AtlasError("E_CANCELLED", "the work was cancelled", { cause: call.signal.reason });
  const text = error instanceof Error ? error.message : String(error);
  return new ApiError(0, `${call.method} ${call.path}: ${text}`, { cause: error });
}

function refusal(call: ApiCall, response: IncomingMessage, text: string): ApiError {
  const status = response.statusCode ?? 0;
  const seconds = Number(response.headers["retry-after"]);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : undefined;
  let said: { readonly message?: unknown; readonly reason?: unknown } = {};
  try {
    // A Status object; anything else has no such fields and falls back to the number.
    said = Object(JSON.parse(text)) as typeof said;
  } catch {
    // A proxy may answer in HTML: the number says enough.
  }
  const message = typeof said.message === "string" ? said.message : `status ${status}`;
  const reason = typeof said.reason === "string" ? said.reason : "";
  return new ApiError(status, `${call.method} ${call.path}: ${message}`, { reason, retryAfterMs });
}

function hintFor(status: number): string {
  if (status === 401) return "Check the token or client certificate; it may have expired.";
  if (status === 403) return "Grant the service account the verb on this resource.";
  if (status === 404) return "Check that the custom resource definitions are installed.";
  if (status === 0) return "Check that the API server is reachable from here.";
  return "Try again; if it stays, read the API server's log.";
}
