import type { Analyzer } from "./analyzer.ts";
import { condrop } from "./analyzers/condrop.ts";
import { dataDepend } from "./analyzers/data-depend.ts";
import { destructive } from "./analyzers/destructive.ts";
import { incompatible } from "./analyzers/incompatible.ts";
import { mysqlBlocking } from "./analyzers/mysql/blocking.ts";
import { inlineReferences } from "./analyzers/mysql/inline-references.ts";
import { naming } from "./analyzers/naming.ts";
import { nestedtx } from "./analyzers/nestedtx.ts";
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
  mysqlBlocking,
  nestedtx,
  transactionMix,
  statement,
];
