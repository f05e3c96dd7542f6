import { AtlasError } from "@atlas/core";
import type { Directory, ReadOptions } from "@atlas/migrate";
import type { CommandContext } from "../../command.ts";
import { textFlag, type Values } from "../../flags.ts";
import type { OpenEnv } from "../../project/open.ts";
import type { Terminal } from "../../terminal.ts";

/** Flags that name a migration directory. */
export const directoryFlags = {
  dir: textFlag("Folder of migration files (default file://migrations)", { value: "url" }),
  "dir-format": textFlag("Layout: atlas, golang-migrate, goose, flyway, liquibase or dbmate", {
    value: "name",
    choices: ["atlas", "golang-migrate", "goose", "flyway", "liquibase", "dbmate"],
  }),
};

/** Of commands that run the files of a directory. */
export const scratchFlag = textFlag(
  "Scratch database that the files are run on, such as docker://postgres/16/dev",
  { value: "url" },
);

export type DirectoryValues = Values<typeof directoryFlags>;

/**
 * The migration directory of a command line: `--dir`, what the environment says, or `file://migrations`.
 *
 * @param options.checksum - files must agree with `atlas.sum`; if they do not, says on stdout what is wrong.
 * @throws {AtlasError} `E_DIRECTORY`, `E_CHECKSUM`, `E_FLAG` for an unknown format.
 */
export async function openDirectory(
  values: DirectoryValues,
  open: OpenEnv,
  context: Pick<CommandContext, "terminal">,
  options: ReadOptions & { readonly checksum: boolean },
): Promise<Directory> {
  const { directoryFormats, readDirectory } = await import("@atlas/migrate");
  const settings = open.env?.migration;
  const wanted = values["dir-format"] || settings?.format;
  if (wanted !== undefined && !directoryFormats.some((name) => name === wanted))
    throw new AtlasError("E_FLAG", `unknown dir format ${JSON.stringify(wanted)}`, {
      hint: `The formats are ${directoryFormats.join(", ")}.`,
    });
  const url = await directoryUrl(values.dir || settings?.dir || "file://migrations", open);
  const directory = url.startsWith("mem://")
    ? await templateDirectory(url, wanted, open)
    : await readDirectory(url, { ...options, format: wanted });
  if (options.checksum) await checkSum(directory, context.terminal);
  return directory;
}

/** @throws {AtlasError} `E_CHECKSUM`, `E_SOURCE`, after it told on stdout what is wrong. */
export async function checkSum(directory: Directory, terminal: Terminal): Promise<void> {
  const { assertChecksum } = await import("@atlas/migrate");
  try {
    assertChecksum(directory);
  } catch (error) {
    if (error instanceof AtlasError && error.code === "E_CHECKSUM") terminal.out(checksumHelp(error));
    throw error;
  }
}

/** What people read who have changed a file: it names the first that differs. */
export function checksumHelp({ details }: AtlasError): string {
  const { line, file, reason } = details;
  const isNamed = typeof line === "number" && typeof file === "string" && typeof reason === "string";
  const where = isNamed && reason !== "conflict" ? `\n\tL${line}: ${file} was ${reason}\n\n` : "";
  return (
    `You have a checksum error in your migration directory.\n${where}` +
    "Please check your migration files and run 'atlas migrate hash' to re-hash the contents\n\n"
  );
}

async function directoryUrl(url: string, open: OpenEnv): Promise<string> {
  if (!url.startsWith("env://")) return url;
  const { oneUrl } = await import("../../project/sources.ts");
  return oneUrl(url, "dir", open);
}

/** The files of a template directory as they were rendered, with a sum of their own. */
async function templateDirectory(
  url: string,
  format: string | undefined,
  { project }: OpenEnv,
): Promise<Directory> {
  const { directoryOf, formatName } = await import("@atlas/migrate");
  const [plain = "", query] = url.split("?");
  const source = project?.sources.get(plain);
  if (source?.kind !== "directory")
    throw new AtlasError("E_DIRECTORY", `${JSON.stringify(plain)} is not the url of a template directory`, {
      hint: "Refer to it as data.template_dir.name.url in the project file.",
    });
  const named = new URLSearchParams(query).get("format") ?? format;
  return directoryOf(source.folder, formatName(named || "atlas"), source.files);
}
