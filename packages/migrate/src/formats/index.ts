import { AtlasError } from "@atlas/core";
import { type DirectoryFormatName, directoryFormats } from "../directory.ts";
import { atlas } from "./atlas.ts";
import { dbmate } from "./dbmate.ts";
import { flyway } from "./flyway.ts";
import type { DirectoryFormat } from "./format.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { goose } from "./goose.ts";
import { liquibase } from "./liquibase.ts";

const formats: Readonly<Record<DirectoryFormatName, DirectoryFormat>> = {
  atlas,
  "golang-migrate": golangMigrate,
  goose,
  flyway,
  liquibase,
  dbmate,
};

export function formatOf(name: DirectoryFormatName): DirectoryFormat {
  return formats[name];
}

/** @throws {AtlasError} `E_DIRECTORY` for a format that nobody knows. */
export function formatName(text: string): DirectoryFormatName {
  const name = directoryFormats.find((each) => each === text);
  if (name) return name;
  throw new AtlasError("E_DIRECTORY", `unknown format ${JSON.stringify(text)}`, {
    hint: `The formats are ${directoryFormats.join(", ")}.`,
  });
}
