import { watch, type FSWatcher } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { AtlasError, asAtlasError } from "@atlas/core";
import { systemClock, type Clock } from "./clock.ts";
import { parseManifests, type ManifestObject } from "./manifest-file.ts";

export interface ManifestFolderOptions {
  /** Is told of each mistake once, and again when it has changed. */
  readonly onProblem?: (problem: AtlasError) => void;
  /** Quiet time after a change before the folder is read, in milliseconds. Default 50. */
  readonly debounceMs?: number;
  /** The folder is looked through at this interval in any case, in milliseconds, for file systems that report nothing. Default 10 000. */
  readonly rescanMs?: number;
  readonly clock?: Clock;
}

/**
 * Gets all that the folder holds, sorted by file, each time it was looked through.
 *
 * @returns when it must be looked through again at the latest, in milliseconds; `undefined`: as usual.
 */
export type OnObjects = (objects: readonly ManifestObject[]) => number | undefined;

interface ReadFile {
  /** Changes whenever the file does, also by a rename over it. */
  readonly stamp: string;
  readonly objects: readonly ManifestObject[];
  readonly problem: string | undefined;
}

/** Reads a folder of manifests and reads it again whenever something in it changes. */
export class ManifestFolder implements Disposable {
  readonly #folder: string;
  readonly #onObjects: OnObjects;
  readonly #options: ManifestFolderOptions;
  readonly #clock: Clock;
  readonly #files = new Map<string, ReadFile>();
  #duplicates = new Set<string>();
  #folderProblem: string | undefined;
  #watcher: FSWatcher | undefined;
  #cancelPlanned: (() => void) | undefined;
  #cancelNoticed: (() => void) | undefined;
  #scanning: Promise<void> | undefined;
  #closed = false;

  constructor(folder: string, onObjects: OnObjects, options: ManifestFolderOptions = {}) {
    this.#folder = folder;
    this.#onObjects = onObjects;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Reads all and begins to watch. @throws {AtlasError} `E_INPUT` when there is no such folder. */
  async open(): Promise<void> {
    const found = await stat(this.#folder).catch(() => undefined);
    if (found === undefined || !found.isDirectory())
      throw new AtlasError("E_INPUT", `${this.#folder} is no folder`, {
        hint: "Name a folder that holds the manifests, as `*.yaml` files.",
      });
    this.#startWatcher();
    await this.scan();
  }

  /** Reads what changed now; at most one scan runs at a time. */
  async scan(): Promise<void> {
    while (this.#scanning !== undefined) await this.#scanning;
    if (this.#closed) return;
    this.#scanning = this.#scan().then((againMs) => {
      this.#scanning = undefined;
      this.#plan(againMs);
    });
    await this.#scanning;
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#watcher?.close();
    this.#cancelPlanned?.();
    this.#cancelNoticed?.();
  }

  #plan(againMs: number | undefined): void {
    const { rescanMs = 10_000 } = this.#options;
    this.#cancelPlanned?.();
    if (this.#closed) return;
    this.#cancelPlanned = this.#clock.after(Math.min(rescanMs, againMs ?? rescanMs), () => void this.scan());
  }

  /** Waits until nothing has changed for a moment, so that half-written files are not read. */
  #notice(): void {
    this.#cancelNoticed?.();
    if (this.#closed) return;
    this.#cancelNoticed = this.#clock.after(this.#options.debounceMs ?? 50, () => void this.scan());
  }

  #startWatcher(): void {
    try {
      this.#watcher = watch(this.#folder, { recursive: true }, () => this.#notice());
      // It may break, for one when the folder is replaced: looking through at intervals goes on.
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // No watches left on this machine: looking through at intervals is enough.
    }
  }

  async #scan(): Promise<number | undefined> {
    let names: readonly string[];
    try {
      names = await manifestNames(this.#folder);
      this.#folderProblem = undefined;
    } catch (error) {
      // What is known stays: a folder that vanished for a moment must not look like deleted resources.
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.#folderProblem) this.#report(new AtlasError("E_INPUT", message, { cause: error }));
      this.#folderProblem = message;
      return undefined;
    }
    for (const known of this.#files.keys()) if (!names.includes(known)) this.#files.delete(known);
    for (const name of names) await this.#read(name);
    return this.#closed ? undefined : this.#onObjects(this.#withoutDuplicates(names));
  }

  async #read(name: string): Promise<void> {
    const path = join(this.#folder, name);
    const before = this.#files.get(name);
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = `${mtimeMs} ${size} ${ino}`;
      if (before?.stamp === stamp) return;
      const text = await readFile(path, "utf8");
      const kept = before?.objects ?? [];
      this.#files.set(name, this.#parse(text, path, stamp, kept, before?.problem));
    } catch (error) {
      // Gone between two looks: the next one shows what became of it.
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
      const problem = error instanceof Error ? error.message : String(error);
      if (before?.problem !== problem) this.#report(asProblem(error, path));
      this.#files.set(name, { stamp: "", objects: before?.objects ?? [], problem });
    }
  }

  #parse(
    text: string,
    path: string,
    stamp: string,
    lastGood: readonly ManifestObject[],
    lastProblem: string | undefined,
  ): ReadFile {
    try {
      return { stamp, objects: parseManifests(text, path), problem: undefined };
    } catch (error) {
      const mistake = asAtlasError(error);
      const problem = `${mistake.place?.line}:${mistake.place?.column} ${mistake.message}`;
      if (problem !== lastProblem) this.#report(mistake);
      return { stamp, objects: lastGood, problem };
    }
  }

  /** The first of two resources with one name counts. */
  #withoutDuplicates(names: readonly string[]): readonly ManifestObject[] {
    const objects = new Map<string, ManifestObject>();
    const duplicates = new Set<string>();
    for (const object of names.flatMap((name) => this.#files.get(name)?.objects ?? [])) {
      const id = identityOf(object);
      const first = objects.get(id);
      if (first === undefined) {
        objects.set(id, object);
        continue;
      }
      const text = `${object.kind} ${object.namespace}/${object.name} is defined at ${first.place.file}:${first.place.line} already`;
      const told = `${text} ${object.place.file}:${object.place.line}`;
      duplicates.add(told);
      if (this.#duplicates.has(told)) continue;
      const hint = "Remove one of the two; the first one counts.";
      this.#report(new AtlasError("E_MANIFEST", text, { place: object.place, hint }));
    }
    this.#duplicates = duplicates;
    return [...objects.values()];
  }

  #report(problem: AtlasError): void {
    this.#options.onProblem?.(problem);
  }
}

/** One text for one resource, whatever file it stands in. */
export function identityOf(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}): string {
  return `${object.apiVersion} ${object.kind} ${object.namespace}/${object.name}`;
}

/** Sorted; hidden files and folders are left to those who hide them (editors, mounted ConfigMaps). */
async function manifestNames(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter(
      (name) => /\.(?:ya?ml|json)$/u.test(name) && !name.split(sep).some((part) => part.startsWith(".")),
    )
    .sort();
}

function asProblem(error: unknown, path: string): AtlasError {
  const text = error instanceof Error ? error.message : String(error);
  return new AtlasError("E_INPUT", `${path} cannot be read: ${text}`, { cause: error });
}
