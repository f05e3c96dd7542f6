import { attribute, type BlockReader, type PrintedBlock, type PrintedEntry, quoted } from "@atlas/hcl";
import { printOptions, readOptions } from "../../../hcl-settings.ts";
import type { ReplicaIdentity, Table } from "../model.ts";

/** What comes after the parts of a table: row security, storage parameters, and attributes of our own. */
export function printAttributes(table: Table): readonly PrintedEntry[] {
  const { replicaIdentity: identity } = table;
  return [
    ...printRowSecurity(table),
    ...printOptions("storage_params", table.options),
    ...attribute("unlogged", table.unlogged ? "true" : undefined),
    ...attribute("access_method", table.accessMethod === undefined ? undefined : quoted(table.accessMethod)),
    ...attribute(
      "replica_identity",
      identity.by === "full" || identity.by === "nothing" ? identity.by.toUpperCase() : undefined,
    ),
    ...attribute("replica_identity_index", identity.by === "index" ? quoted(identity.index) : undefined),
    ...attribute("cluster_on", table.clusterOn === undefined ? undefined : quoted(table.clusterOn)),
  ];
}

function printRowSecurity({ rowSecurity, forceRowSecurity }: Table): readonly PrintedBlock[] {
  if (!rowSecurity && !forceRowSecurity) return [];
  return [
    {
      type: "row_security",
      labels: [],
      body: [
        { name: "enabled", value: String(rowSecurity) },
        ...attribute("enforced", forceRowSecurity ? "true" : undefined),
      ],
    },
  ];
}

type Attributes = Pick<
  Table,
  | "unlogged"
  | "accessMethod"
  | "options"
  | "replicaIdentity"
  | "clusterOn"
  | "rowSecurity"
  | "forceRowSecurity"
>;

export function readAttributes(block: BlockReader): Attributes {
  const accessMethod = block.word("access_method");
  const security = block.block("row_security");
  const clusterOn = block.text("cluster_on");
  return {
    unlogged: block.bool("unlogged") ?? false,
    ...(accessMethod !== undefined && accessMethod !== "heap" && { accessMethod }),
    options: readOptions(block, "storage_params"),
    replicaIdentity: readReplicaIdentity(block),
    ...(clusterOn !== undefined && { clusterOn }),
    rowSecurity: security?.bool("enabled") ?? false,
    forceRowSecurity: security?.bool("enforced") ?? false,
  };
}

function readReplicaIdentity(block: BlockReader): ReplicaIdentity {
  const word = block.word("replica_identity", ["DEFAULT", "FULL", "NOTHING"]);
  const index = block.text("replica_identity_index");
  if (index !== undefined && word !== undefined)
    throw block.error(
      "both replica_identity and replica_identity_index are set",
      "Keep one of them.",
      "replica_identity",
    );
  if (index !== undefined) return { by: "index", index };
  return { by: word === "FULL" ? "full" : word === "NOTHING" ? "nothing" : "default" };
}
