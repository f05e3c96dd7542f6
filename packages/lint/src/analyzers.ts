import type { Analyzer } from "./analyzer.ts";
import { checkpoint } from "./analyzers/checkpoint.ts";
import { condrop } from "./analyzers/condrop.ts";
import { dataDepend } from "./analyzers/data-depend.ts";
import { destructive } from "./analyzers/destructive.ts";
import { incompatible } from "./analyzers/incompatible.ts";
import { injection } from "./analyzers/injection.ts";
import { mysqlBlocking } from "./analyzers/mysql/blocking.ts";
import { inlineReferences } from "./analyzers/mysql/inline-references.ts";
import { naming } from "./analyzers/naming.ts";
import { nestedtx } from "./analyzers/nestedtx.ts";
import { blockingChanges } from "./analyzers/postgres/blocking-changes.ts";
import { columnAlignment } from "./analyzers/postgres/column-alignment.ts";
import { concurrentIndex } from "./analyzers/postgres/concurrent-index.ts";
import { statement } from "./analyzers/statement.ts";
import { transactionMix } from "./analyzers/transaction-mix.ts";

/** All analyzers, in the order in which reports list what they find. A new one: a line here. */
export const analyzers: readonly Analyzer[] = [
  destructive,
  dataDepend,
  condrop,
  incompatible,
  inlineReferences,
  naming,
  concurrentIndex,
  columnAlignment,
  blockingChanges,
  mysqlBlocking,
  nestedtx,
  transactionMix,
  statement,
  injection,
  checkpoint,
];
