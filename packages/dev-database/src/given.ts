import { randomBytes } from "node:crypto";

import { Secret } from "@atlas/core";

import type { DevDatabase } from "./types.ts";
import type { Parameters } from "./url.ts";

/** A database of the user's own: shared with others, and left running. */
export function givenDatabase(url: Secret<string>): DevDatabase {
  return {
    url,
    isPrivate: false,
    description: "given dev database",
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The SQLite inside of Node is the one that serves. */
export const memoryDescription = `SQLite ${process.versions.sqlite} in memory`;

/** An SQLite database in memory under a name nobody else has; gone with its last connection. */
export function memoryDatabase(parameters: Parameters = {}): DevDatabase {
  const query = new URLSearchParams({ ...parameters, mode: "memory" });
  return {
    url: new Secret(`sqlite://dev-${randomBytes(8).toString("hex")}?${query.toString()}`),
    isPrivate: true,
    description: memoryDescription,
    [Symbol.asyncDispose]: async () => {},
  };
}
