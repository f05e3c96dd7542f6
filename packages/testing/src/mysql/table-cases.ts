import type { MysqlTestServer, Since } from "../databases.ts";
import { columnCases } from "./table-cases-columns.ts";
import { keyCases } from "./table-cases-keys.ts";
import { partitionCases } from "./table-cases-partitions.ts";

/** One change of tables, both ways. */
export interface TableCase {
  readonly name: string;
  /** What is there on both sides. */
  readonly base?: string;
  readonly from: string;
  readonly to: string;
  /** Rows of the first side. Default: none. */
  readonly seed?: string;
  /** Rows of table `t` on the second side. Default: not looked at. */
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  /** Default: every flavour. */
  readonly only?: MysqlTestServer["flavour"];
  /** Versions before do not have it. Default: every version has it. */
  readonly since?: Since;
  /** Shapes that the statements of the plan from the one to the other have, joined by lines. */
  readonly plan?: readonly RegExp[];
  /** Before these versions the plan has another shape. Default: it has this one everywhere. */
  readonly planSince?: Since;
  /** Only from the one to the other: the server has no way back. */
  readonly oneWay?: true;
}

export const tableCases: readonly TableCase[] = [...columnCases, ...keyCases, ...partitionCases];
