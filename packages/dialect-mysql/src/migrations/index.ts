import type { MigrationSupport, ScanOptions } from "@atlas/core";
import { doubtOf } from "./doubt.ts";
import { natureOf, setsSession } from "./natures.ts";
import { scanOf } from "../reading-mode.ts";
import { isOfServer } from "../script-words.ts";
import { revisions } from "./revisions.ts";
import { lostState } from "./session-state.ts";
import { untransactional } from "./untransactional.ts";

const scan: ScanOptions = {
  beginEnd: true,
  beginAtomic: false,
  dollarQuotes: false,
  backslashEscapes: true,
  escapeStrings: false,
  hashComments: true,
};

/** How migration files run on MySQL, MariaDB and TiDB. */
export const migrations: MigrationSupport = {
  scan: scanOf(scan, ""),
  scanUnder: ({ sql_mode: mode = "" }) => scanOf(scan, mode),
  natureOf,
  isOfServer,
  setsSession,
  lostState,
  doubtOf,
  untransactional,
  revisions,
  // Its collation, and those of tables that older tools made, pad: blanks at the end do not count.
  versionKey: (version) => version.replace(/ +$/, ""),
};
