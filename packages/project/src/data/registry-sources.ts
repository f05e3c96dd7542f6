import { AtlasError } from "@atlas/core";
import type { SettingsBlock } from "../block.ts";
import type { DataSource } from "./registry.ts";

/** What a registry knows. There is none that this version talks to. */
export const fromRegistry: DataSource = async (block) => {
  throw notYet(
    block,
    "it reads from a registry",
    'Use a folder of files instead, such as "file://migrations".',
  );
};

/** A directory in the storage of a cloud provider. */
export const fromStorage: DataSource = async (block) => {
  throw notYet(
    block,
    "it reads from cloud storage",
    'Copy the files into a folder, and use "file://folder".',
  );
};

function notYet(block: SettingsBlock, reason: string, hint: string): AtlasError {
  return new AtlasError(
    "E_PROJECT",
    `data source ${JSON.stringify(block.labels[0])} is not supported by this version: ${reason}`,
    { place: block.place, hint },
  );
}
