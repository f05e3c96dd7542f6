import type { AlterAlgorithm, Blocks } from "@atlas/core";
import { type Feature, type Server, supports } from "../../flavour.ts";
import { fold } from "./equal.ts";
import type { Table } from "./model.ts";
import { engineKey } from "./table-facts.ts";

/** How a server makes a change, from the least work to the most. `rebuild` is INPLACE that writes the table anew. */
const ways = ["instant", "inplace", "rebuild", "copy"] as const;
export type Way = (typeof ways)[number];

interface Row {
  readonly mysql: Way;
  readonly mariadb: Way;
  /** What a server must have for that, and what it does where it has not. */
  readonly since?: Feature;
  readonly before?: Way;
  /** Others cannot write meanwhile, although nothing is copied. */
  readonly shared?: true;
  /**
   * What it touches, where that decides which changes can share a statement: the form of `rows`, `virtual` columns,
   * an `index` that is built.
   */
  readonly touches?: "rows" | "virtual" | "index";
}

const instant = { mysql: "instant", mariadb: "instant", since: "instant", before: "inplace" } as const;
/** MySQL: no rows are touched, and the table is locked a little longer; MariaDB: instant. */
const light = { mysql: "inplace", mariadb: "instant", since: "instant", before: "inplace" } as const;
const inplace = { mysql: "inplace", mariadb: "inplace" } as const;
const rebuild = { mysql: "rebuild", mariadb: "rebuild" } as const;
const copy = { mysql: "copy", mariadb: "copy" } as const;

/**
 * How each piece of a change is made on an InnoDB table. `algorithm.test.ts` asks real servers whether it is so.
 *
 * @see https://dev.mysql.com/doc/refman/9.4/en/innodb-online-ddl-operations.html
 * @see https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/
 */
const deeds = {
  add_column: { ...instant, before: "rebuild", touches: "rows" },
  add_virtual_column: { ...instant, touches: "virtual" },
  add_stored_column: copy,
  add_counting_column: { ...rebuild, shared: true },
  /** Its default is an expression, which MySQL computes row by row. */
  add_column_by_expression: { ...instant, mysql: "copy", before: "copy", touches: "rows" },
  /** Each row gets a value of its own. */
  add_column_by_call: copy,
  drop_column: { ...instant, since: "instantAnywhere", before: "rebuild", touches: "rows" },
  /** A virtual column behind it moves up. */
  drop_column_before_virtual: { ...instant, since: "dropBeforeVirtual", before: "copy", touches: "rows" },
  drop_virtual_column: { ...instant, touches: "virtual" },
  /** An index over it goes along. */
  drop_indexed_column: { mysql: "rebuild", mariadb: "inplace", touches: "rows" },
  drop_indexed_virtual_column: { ...inplace, touches: "virtual" },
  rename_column: { ...instant, since: "instantRename" },
  /** A foreign key of another table speaks of it. */
  rename_referenced_column: light,
  change_column_facts: instant,
  widen_column: light,
  append_values: instant,
  change_type: copy,
  change_collation: { ...light, since: "lightCollation", before: "copy" },
  change_indexed_collation: { mysql: "copy", mariadb: "inplace" },
  /** Of an enum or a set, which are numbers in the rows. */
  change_values_collation: { mysql: "instant", mariadb: "copy", since: "lightCollation", before: "copy" },
  null_to_not_null: rebuild,
  not_null_to_null: rebuild,
  count_on: copy,
  /** Rows that change meanwhile are found by it. */
  count_on_primary_key: copy,
  count_off: { mysql: "copy", mariadb: "instant" },
  change_virtual_expression: { mysql: "copy", mariadb: "instant" },
  change_stored_expression: copy,
  change_column_check: { mysql: "copy", mariadb: "instant" },
  add_index: { ...inplace, touches: "index" },
  add_fulltext_index: { ...inplace, shared: true, touches: "index" },
  /** InnoDB adds a hidden column for the first of a table. */
  add_first_fulltext_index: { ...rebuild, shared: true, touches: "index" },
  add_locking_index: { ...inplace, shared: true, touches: "index" },
  /** MySQL keeps what it computes in a hidden virtual column. */
  add_functional_index: { ...inplace, shared: true, touches: "virtual" },
  drop_functional_index: { ...inplace, touches: "virtual" },
  add_vector_index: copy,
  drop_index: inplace,
  rename_index: light,
  change_visibility: light,
  add_primary_key: rebuild,
  drop_primary_key: copy,
  replace_primary_key: rebuild,
  add_foreign_key: copy,
  drop_foreign_key: light,
  add_check: copy,
  drop_check: instant,
  /** A check that nobody heeds comes, or one is no longer heeded. */
  loosen_check: instant,
  change_table_facts: light,
  change_row_format: rebuild,
  change_engine: copy,
  partition_table: copy,
  add_system_versioning: copy,
  drop_system_versioning: { ...rebuild, shared: true },
  add_period: copy,
  drop_period: instant,
  /** Of MySQL; MariaDB knows but one way. */
  add_or_drop_partition: inplace,
  move_partitions: { ...inplace, shared: true },
} as const satisfies Readonly<Record<string, Row>>;

export type Deed = keyof typeof deeds;

const rows: Readonly<Record<Deed, Row>> = deeds;

/** What of a table decides how it is changed, besides the change. */
export interface TableTraits {
  readonly server: Server;
  readonly isInnodb: boolean;
  readonly isCompressed: boolean;
  readonly hasFulltext: boolean;
  readonly hasVirtual: boolean;
  readonly hasStored: boolean;
  /** Foreign keys of its own change its rows when others change theirs. */
  readonly hasCascade: boolean;
}

export function traitsOf(table: Table, server: Server): TableTraits {
  const isComputed = (stored: boolean): boolean =>
    table.columns.some(({ generated }) => generated?.stored === stored);
  return {
    server,
    isInnodb: engineKey(table.engine) === "innodb",
    isCompressed: table.options.some(
      ({ name, value }) => name === "KEY_BLOCK_SIZE" || fold(value) === "compressed",
    ),
    hasFulltext: table.indexes.some(({ type }) => type === "FULLTEXT"),
    hasVirtual: isComputed(false),
    hasStored: isComputed(true),
    hasCascade: table.foreignKeys.some(({ onUpdate, onDelete }) =>
      [onUpdate, onDelete].some((action) => /^(?:CASCADE|SET )/.test(action)),
    ),
  };
}

/** What a statement costs. */
export interface Cost {
  readonly way: Way;
  readonly lock: "NONE" | "SHARED";
}

/** Ranks of ways: a statement is made in the most laborious way that one of its changes asks for. */
export function wayRank(way: Way): number {
  return ways.indexOf(way);
}

/** What one statement with all these pieces costs. Pieces that get into each other's way cost more than the dearest. */
export function costOf(all: readonly Deed[], traits: TableTraits): Cost {
  const single = all.map((deed) => wayOf(deed, traits));
  const way = together(
    all,
    single.reduce<Way>((worst, one) => (wayRank(one) > wayRank(worst) ? one : worst), "instant"),
    traits,
  );
  return { way, lock: locks(all, way, traits) ? "SHARED" : "NONE" };
}

function wayOf(deed: Deed, traits: TableTraits): Way {
  const row = rows[deed];
  const isMariadb = traits.server.flavour === "mariadb";
  const usual = isMariadb ? row.mariadb : row.mysql;
  const way = row.since && !supports(traits.server, row.since) ? (row.before ?? usual) : usual;
  if (!traits.isInnodb) return isCatalogAlone(deed) ? "instant" : "copy";
  if (isMariadb && deed === "null_to_not_null" && traits.hasStored) return "copy";
  const writesRows = row.touches === "rows" || way === "rebuild";
  if (writesRows && traits.hasFulltext && deed !== "add_first_fulltext_index")
    return isMariadb ? "rebuild" : "copy";
  if (row.touches === "rows" && way === "instant" && traits.isCompressed) return "rebuild";
  return way;
}

function isCatalogAlone(deed: Deed): boolean {
  return ["change_column_facts", "change_table_facts", "drop_check"].includes(deed);
}

function touching(all: readonly Deed[], what: Row["touches"]): readonly Deed[] {
  return all.filter((deed) => rows[deed].touches === what);
}

/**
 * The way of all pieces in one statement. Rows of another form and an index in one statement make both servers write
 * the table anew, although each alone does not; virtual columns and anything but columns that go make them copy it.
 */
function together(all: readonly Deed[], dearest: Way, traits: TableTraits): Way {
  if (dearest === "copy") return dearest;
  const isMariadb = traits.server.flavour === "mariadb";
  const virtual = touching(all, "virtual");
  const others = all.filter((deed) => !virtual.includes(deed));
  const isHidden = virtual.some((deed) => deed.includes("functional"));
  const mayGoAlong = supports(traits.server, "virtualBesideDrops") && !isHidden;
  if (virtual.length > 0 && others.some((deed) => !mayGoAlong || deed !== "drop_column")) return "copy";
  const reshaping = touching(all, "rows");
  const mixesDrops = all.some(dropsColumn) && !all.every(dropsColumn);
  if (isMariadb && traits.hasVirtual && virtual.length === 0 && mixesDrops) return "copy";
  if (all.filter((deed) => /fulltext/.test(deed)).length > 1) return "copy";
  if (reshaping.length === 0 || dearest !== "inplace") return dearest;
  // An index that goes with its column is no obstacle to MariaDB.
  const isFree = isMariadb ? touching(all, "index").length === 0 : reshaping.length === all.length;
  return isFree ? dearest : "rebuild";
}

function dropsColumn(deed: Deed): boolean {
  return deed.startsWith("drop_") && deed.endsWith("column");
}

function locks(all: readonly Deed[], way: Way, traits: TableTraits): boolean {
  if (way === "instant") return false;
  if (way === "copy")
    return (
      !supports(traits.server, "onlineCopy") || traits.hasCascade || all.includes("count_on_primary_key")
    );
  const isMariadb = traits.server.flavour === "mariadb";
  if (isMariadb && way === "rebuild" && traits.hasFulltext) return true;
  return all.some((deed) => rows[deed].shared === true);
}

/** As a statement would ask for it; `undefined` on TiDB, which has ways of its own. */
export function algorithmOf({ way, lock }: Cost, { server }: TableTraits): AlterAlgorithm | undefined {
  if (server.flavour === "tidb") return undefined;
  const isOld = !supports(server, "instant");
  const name = way === "copy" ? "COPY" : way === "instant" && !isOld ? "INSTANT" : "INPLACE";
  return { name, lock };
}

/** Every statement keeps others from changing the table, and holds all up for the moment in which it ends. */
export function blocksOf({ lock }: Cost): Blocks {
  return lock === "NONE" ? "ddl" : "writes";
}
