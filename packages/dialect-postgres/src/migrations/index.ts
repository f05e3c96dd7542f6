import type { MigrationSupport } from "@atlas/core";
import { doubtOf } from "./doubt.ts";
import { natureOf, setsSession } from "./natures.ts";
import { revisions } from "./revisions.ts";

/** How migration files run on PostgreSQL. */
export const migrations: MigrationSupport = {
  scan: {
    beginEnd: true,
    beginAtomic: true,
    dollarQuotes: true,
    backslashEscapes: false,
    escapeStrings: true,
    hashComments: false,
    nestedComments: true,
    psql: true,
  },
  natureOf,
  setsSession,
  doubtOf,
  revisions,
};
