import type { Secret } from "@atlas/core";

/** A value that a database takes as an argument and gives as a column. */
export type Scalar = string | number | bigint | boolean | null;

/** The rows of a query; each has one value for each column. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Scalar[])[];
}

export interface RunResult {
  /** 0: it succeeded. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Where the program was found, if known: `/usr/bin/sh`. */
  readonly path?: string;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly caPem?: string | undefined;
  readonly certPem?: string | undefined;
  readonly keyPem?: string | undefined;
  /** Takes whatever certificate the server shows. */
  readonly insecure?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * All that a project file can reach of the world around it. Errors are plain `Error`s with the reason as
 * their message: whoever calls adds the place.
 */
export interface ProjectHost {
  /** Folder that relative paths of the command line start from. */
  readonly cwd: string;
  readonly signal: AbortSignal;
  env(name: string): string | undefined;
  now(): Date;
  uuid(): string;
  /** @throws {Error} with `code` `ENOENT` and the like, or for what is no UTF-8 text. */
  readText(path: string): string;
  isFolder(path: string): boolean;
  /** Files below a folder whose relative path fits a pattern with `*`, `**`, `?`, `{a,b}`: sorted absolute paths. */
  glob(pattern: string, folder: string): readonly string[];
  /** Writes a line that the file asked for with `print`. */
  print(line: string): void;
  /** Runs one query on the database of a URL. */
  query(url: Secret<string>, sql: string, args: readonly Scalar[]): Promise<QueryResult>;
  /** Runs a program without a shell. @throws {Error} if it cannot be started, takes too long or says too much. */
  run(program: readonly string[], options: { readonly folder: string }): Promise<RunResult>;
  http(request: HttpRequest): Promise<HttpResponse>;
  cloud: CloudClients;
  /** Told each secret that was read, so that no message shows it. */
  onSecret(secret: string): void;
}

/** What is fetched with the clients of cloud providers; each is loaded when it is first asked. */
export interface CloudClients {
  awsParameter(name: string, options: AwsOptions): Promise<string>;
  awsSecret(name: string, options: AwsOptions): Promise<string>;
  awsRdsToken(
    request: AwsOptions & { readonly endpoint: string; readonly username: string },
  ): Promise<string>;
  /** An OAuth access token from Application Default Credentials. */
  gcpToken(scopes: readonly string[]): Promise<string>;
}

export interface AwsOptions {
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

/** The reason of an error in the words of an operating system: `open x: no such file or directory`. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "no such file or directory";
    case "EACCES":
      return "permission denied";
    case "EISDIR":
      return "is a directory";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
