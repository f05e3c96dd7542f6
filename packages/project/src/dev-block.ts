import { resolve } from "node:path";
import type { SettingsBlock } from "./block.ts";
import type { BaselineText } from "./settings.ts";

/** A dev database as a block `docker` or `dev` defines it. */
export interface DevDefinition {
  readonly url: string;
  readonly baseline: BaselineText | undefined;
}

const drivers = ["postgres", "mysql", "mariadb", "sqlserver", "clickhouse"];

/** Images of one name and a tag, which `docker://name/tag` stands for. */
const plainImages: Readonly<Record<string, string>> = {
  postgres: "postgres",
  "postgis/postgis": "postgis",
  "pgvector/pgvector": "pgvector",
  mysql: "mysql",
  mariadb: "mariadb",
};

/**
 * @param folder - the folder of the project file, in which folders to build from are named.
 * @throws {AtlasError} `E_HCL`.
 */
export function readDevBlock(block: SettingsBlock, folder: string): DevDefinition {
  const [driver = "", name = ""] = block.labels;
  const baseline = (): BaselineText | undefined => {
    const text = block.text("baseline");
    return text === undefined ? undefined : { name: `${block.type}.${driver}.${name}.baseline`, text };
  };
  if (block.type === "dev") {
    const definition = { url: block.requiredText("url"), baseline: baseline() };
    block.done();
    return definition;
  }
  if (!drivers.includes(driver))
    throw block.problem(
      `unsupported docker driver ${JSON.stringify(driver)}`,
      `Use one of: ${drivers.join(", ")}.`,
    );
  const image = block.requiredText("image");
  const schema = block.text("schema");
  const database = block.text("database");
  block.bool("template"); // Servers of ours are always copied from a template.
  const command = block.texts("command") ?? [];
  const build = block.block("build");
  const extras: readonly Word[] = [
    ...command.map((word): Word => ["command", word]),
    ...(build ? readBuild(build, folder) : []),
  ];
  const url = dockerUrl(driver, image, schema, database, extras.length > 0);
  const definition = {
    url: extras.length === 0 ? url : `${url}#${new URLSearchParams([...extras]).toString()}`,
    baseline: baseline(),
  };
  block.done();
  return definition;
}

type Word = [name: string, value: string];

/** How the image is made, as words of the URL: the launcher of containers reads them. */
function readBuild(block: SettingsBlock, folder: string): readonly Word[] {
  const context = block.requiredText("context");
  const dockerfile = block.text("dockerfile");
  const target = block.text("target");
  const args = block.textMap("args") ?? {};
  block.done();
  return [
    ["context", resolve(folder, context)],
    ...(dockerfile === undefined ? [] : [["dockerfile", dockerfile] satisfies Word]),
    ...(target === undefined ? [] : [["target", target] satisfies Word]),
    ...Object.entries(args).map(([name, value]): Word => [`args.${name}`, value]),
  ];
}

/**
 * The URL that asks for the same server on the command line.
 *
 * @param isOwn - the container is made in a way of its own: nothing else can stand for it.
 */
function dockerUrl(
  driver: string,
  image: string,
  schema: string | undefined,
  database: string | undefined,
  isOwn: boolean,
): string {
  const [, name = image, tag = "latest"] = /^([^@]*?)(?::([^:/@]+))?$/.exec(image) ?? [];
  const alias = !isOwn && Object.hasOwn(plainImages, name) ? plainImages[name] : undefined;
  // Elsewhere a schema is a database of the server.
  const isPostgres = driver === "postgres";
  const path = database ?? (isPostgres ? "dev" : schema);
  const query = isPostgres && schema !== undefined ? `?search_path=${encodeURIComponent(schema)}` : "";
  const start = alias === undefined ? `docker+${driver}://_/${name}:${tag}` : `docker://${alias}/${tag}`;
  return `${start}${path === undefined ? "" : `/${encodeURIComponent(path)}`}${query}`;
}
