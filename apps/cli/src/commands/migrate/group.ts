import type { Group } from "../../command.ts";
import { migrateApply } from "./apply.ts";
import { migrateLint } from "./lint.ts";
import { migrateSet } from "./set.ts";
import { migrateStatus } from "./status.ts";

export const migrate: Group = {
  type: "group",
  name: "migrate",
  summary: "Write, check, run and take back migration files",
  description:
    "Works with a directory of migration files: plans them from a desired schema,\n" +
    "checks them, applies them to databases and takes them back.",
  examples: [
    "atlas migrate diff add_users --to file://schema.hcl --dev-url docker://postgres/16/dev",
    "atlas migrate lint --latest 1 --dev-url docker://postgres/16/dev",
    "atlas migrate apply -u 'postgres://localhost:5432/app?sslmode=disable'",
  ],
  children: [migrateApply, migrateSet, migrateStatus, migrateLint],
  later: [
    "checkpoint",
    "diff",
    "down",
    "drift",
    "edit",
    "hash",
    "import",
    "ls",
    "new",
    "push",
    "rebase",
    "rm",
    "show",
    "test",
    "validate",
  ],
};
