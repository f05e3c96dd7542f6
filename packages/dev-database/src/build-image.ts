import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { AtlasError, throwIfCancelled } from "@atlas/core";

import type { ImageBuild } from "./container-extras.ts";
import type { ContainerOptions } from "./container.ts";

/** How long a build may take, in milliseconds. */
const buildTimeoutMs = 15 * 60_000;

/**
 * Builds an image and gives it its name. What did not change since last time comes from the engine's cache.
 *
 * @param engine - `docker` or `podman`.
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` with what the engine said.
 */
export async function buildImage(
  engine: string,
  image: string,
  { context, dockerfile, target, args }: ImageBuild,
  { env, signal }: ContainerOptions,
): Promise<void> {
  const isOfClient = (name: string): boolean =>
    Object.hasOwn(env, name) ||
    /^(DOCKER|BUILDKIT|BUILDX|COMPOSE|CONTAINERS?|REGISTRY|STORAGE|TMPDIR|LD)_?/.test(name);
  const words = [
    "build",
    "--tag",
    image,
    ...(dockerfile === undefined ? [] : ["--file", join(context, dockerfile)]),
    ...(target === undefined ? [] : ["--target", target]),
    // Named without a value they are taken from the environment: arguments can be seen by others. What the client
    // itself reads there is not to be changed.
    ...Object.entries(args).flatMap(([name, value]) => [
      "--build-arg",
      isOfClient(name) ? `${name}=${value}` : name,
    ]),
    context,
  ];
  try {
    await promisify(execFile)(engine, words, {
      env: { ...env, ...Object.fromEntries(Object.entries(args).filter(([name]) => !isOfClient(name))) },
      signal,
      timeout: buildTimeoutMs,
      maxBuffer: 256 * 1024 * 1024,
    });
  } catch (error) {
    throwIfCancelled(signal);
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    const said = withoutValues(stderr.slice(-4000), args);
    const last = said.split("\n").at(-1) ?? "";
    throw new AtlasError("E_DEV_UNAVAILABLE", `the image "${image}" could not be built: ${last}`, {
      details: { engine, image, said },
      hint: `Build it alone to see all of it: ${engine} build ${context}`,
    });
  }
}

/** What is handed to a build may be a secret, and builds print their commands. */
function withoutValues(said: string, args: ImageBuild["args"]): string {
  return Object.values(args)
    .filter((value) => value.length > 3)
    .reduce((text, value) => text.replaceAll(value, "***"), said);
}
