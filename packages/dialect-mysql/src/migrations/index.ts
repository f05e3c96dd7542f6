import type { MigrationSupport } from "@atlas/core";
import { doubtOf } from "./doubt.ts";
import { natureOf, setsSession } from "./natures.ts";
import { isOfServer } from "../script-words.ts";
import { revisions } from "./revisions.ts";
import { lostState } from "./session-state.ts";
import { untransactional } from "./untransactional.ts";

/** How migration files run on MySQL, MariaDB and TiDB. */
export const migrations: MigrationSupport = {
  scan: {
    beginEnd: true,
    beginAtomic: false,
    dollarQuotes: false,
    backslashEscapes: true,
    escapeStrings: false,
    hashComments: true,
  },
  natureOf,
  isOfServer,
  setsSession,
  lostState,
  doubtOf,
  untransactional,
  revisions,
};
