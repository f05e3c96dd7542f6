/** How an image is built from a folder. */
export interface ImageBuild {
  /** The folder, from the root of the file system or the current folder. */
  readonly context: string;
  /** Inside of the folder. Default: `Dockerfile`. */
  readonly dockerfile?: string;
  /** A stage of it. Default: the last. */
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
}

/** How a container is made, besides its image. */
export interface ContainerExtras {
  readonly command?: readonly string[];
  readonly build?: ImageBuild;
}

/**
 * A `docker+` URL without what stands behind its `#`, and what that says: one text stands for one dev database, so
 * that what a block of a project file says of a container is written there as
 * `command=-c&command=fsync%3Doff&context=.&dockerfile=…&target=…&args.NAME=value`. No other dev URL has a `#`.
 */
export function splitContainerExtras(url: string): readonly [url: string, extras: ContainerExtras] {
  const at = url.startsWith("docker+") ? url.indexOf("#") : -1;
  if (at === -1) return [url, {}];
  const words = new URLSearchParams(url.slice(at + 1));
  const command = words.getAll("command");
  const context = words.get("context");
  const dockerfile = words.get("dockerfile");
  const target = words.get("target");
  const args = [...words].filter(([name]) => name.startsWith("args."));
  const build = context !== null && {
    context,
    ...(dockerfile !== null && { dockerfile }),
    ...(target !== null && { target }),
    args: Object.fromEntries(args.map(([name, value]) => [name.slice("args.".length), value])),
  };
  return [url.slice(0, at), { ...(command.length > 0 && { command }), ...(build && { build }) }];
}
