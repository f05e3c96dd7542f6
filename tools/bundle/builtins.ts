/** Modules of Node that cost milliseconds to load, and that many commands name and do not use. */
const late = new Set([
  "child_process",
  "crypto",
  "dns",
  "dns/promises",
  "fs/promises",
  "http",
  "https",
  "net",
  "perf_hooks",
  "readline",
  "readline/promises",
  "sqlite",
  "stream/promises",
  "timers/promises",
  "tls",
  "zlib",
]);

/**
 * A module of Node by either of its names; `undefined`: there is none of that name.
 *
 * Those of `late` are loaded when something of them is first asked for.
 */
export function builtinOf(id: string): unknown {
  const name = id.replace(/^node:/, "");
  // A name that Node does not know gives undefined.
  const module = (): object | undefined => process.getBuiltinModule(id);
  return late.has(name) ? lateModule(module) : module();
}

function lateModule(load: () => object | undefined): object {
  const module = (): object => load() ?? {};
  return new Proxy(
    {},
    {
      get: (_, key): unknown => Reflect.get(module(), key),
      has: (_, key) => Reflect.has(module(), key),
      ownKeys: () => Reflect.ownKeys(module()),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(module(), key);
        // What the empty target has not may be shown only as something that could be deleted.
        return found && { ...found, configurable: true };
      },
    },
  );
}
