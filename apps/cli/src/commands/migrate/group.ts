import type { Group } from "../../command.ts";
import { migrateApply } from "./apply.ts";
import { migrateCheckpoint } from "./checkpoint.ts";
import { migrateDiff } from "./diff.ts";
import { migrateDown } from "./down.ts";
import { migrateDrift } from "./drift.ts";
import { migrateEdit } from "./edit.ts";
import { migrateHash } from "./hash.ts";
import { migrateImport } from "./import.ts";
import { migrateLint } from "./lint.ts";
import { migrateLs } from "./ls.ts";
import { migrateNew } from "./new.ts";
import { migrateRebase } from "./rebase.ts";
import { migrateRm } from "./rm.ts";
import { migrateSet } from "./set.ts";
import { migrateShow } from "./show.ts";
import { migrateStatus } from "./status.ts";
import { migrateValidate } from "./validate.ts";

export const migrate: Group = {
  type: "group",
  name: "migrate",
  summary: "Write, check, run and take back migration files",
  description:
    "Works with a directory of migration files: plans them from a desired schema,\n" +
    "checks them, applies them to databases and takes them back.",
  examples: [
    "atlas migrate diff add_users --to file://schema.hcl \\\n  --dev-url docker://postgres/16/dev",
    "atlas migrate lint --latest 1 --dev-url docker://postgres/16/dev",
    "atlas migrate apply -u 'postgres://localhost:5432/app?sslmode=disable'",
  ],
  children: [
    migrateApply,
    migrateCheckpoint,
    migrateDiff,
    migrateDown,
    migrateDrift,
    migrateEdit,
    migrateHash,
    migrateImport,
    migrateLint,
    migrateLs,
    migrateNew,
    migrateRebase,
    migrateRm,
    migrateSet,
    migrateShow,
    migrateStatus,
    migrateValidate,
  ],
  later: [
    {
      name: "push",
      missing: "registry yet that a directory could be pushed to",
      instead:
        "Keep the directory in version control, and hand it to 'atlas migrate apply' with --dir file://….",
    },
    {
      name: "test",
      missing: "test framework yet",
      instead:
        "Run the files with 'atlas migrate validate --dev-url …', and look at new ones with 'atlas migrate lint'.",
    },
  ],
};
