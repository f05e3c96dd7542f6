import { ident } from "../../text.ts";
import { supports } from "../../flavour.ts";
import type { Clause, Work } from "./clause.ts";
import { mentions } from "./equal.ts";
import type { Table } from "./model.ts";

/**
 * The clauses of a statement in as many statements as the server needs. Before MySQL 8.0 a column does not go in one
 * statement with the computed columns that read it, whether these go or change as well. So that each statement can be
 * taken back, they do not come in one, either.
 */
export function apart(clauses: readonly Clause[], work: Work): readonly (readonly Clause[])[] {
  if (supports(work.server, "dropsWithComputed")) return [clauses];
  const deeds = clauses.map((clause) => ({ clause, ...columnDeed(clause, work) }));
  const levels = new Map(deeds.map((deed) => [deed, 0]));
  const levelOf = (deed: (typeof deeds)[number]): number => levels.get(deed) ?? 0;
  // A chain of columns that read each other is as long as there are clauses at most.
  for (let rounds = 0; rounds < deeds.length; rounds++)
    for (const deed of deeds)
      for (const other of deeds) {
        const least = levelOf(other) + distance(other, deed);
        if (least > levelOf(deed)) levels.set(deed, least);
      }
  const last = Math.max(...levels.values());
  for (const deed of deeds) {
    const { verb, clause } = deed;
    if (verb !== undefined || clause.stage === "first" || clause.stage === "drop") continue;
    // An index follows the columns that it is over.
    const columns = deeds.filter(({ verb: its, name }) => its === "ADD" && clause.sql.includes(ident(name)));
    levels.set(deed, columns.length === 0 ? last : Math.max(...columns.map(levelOf)));
  }
  return Array.from({ length: last + 1 }, (_, level) =>
    deeds.filter((deed) => levelOf(deed) === level).map(({ clause }) => clause),
  ).filter((group) => group.length > 0);
}

interface ColumnDeed {
  /** `undefined`: the clause is about no column. */
  readonly verb?: "ADD" | "DROP" | "MODIFY";
  readonly name: string;
  /** The columns that this one read before, and those that it is to read. */
  readonly readBefore: ReadonlySet<string>;
  readonly readAfter: ReadonlySet<string>;
}

function columnDeed({ sql }: Clause, { from, to }: Work): ColumnDeed {
  const none: ColumnDeed = { name: "", readBefore: new Set(), readAfter: new Set() };
  const [, verb] = /^(ADD|DROP|MODIFY) COLUMN /.exec(sql) ?? [];
  if (verb !== "ADD" && verb !== "DROP" && verb !== "MODIFY") return none;
  const isMeant = ({ name }: { readonly name: string }): boolean =>
    `${sql} `.startsWith(`${verb} COLUMN ${ident(name)} `);
  const column = (verb === "DROP" ? from : to).columns.find(isMeant);
  if (!column) return none;
  return {
    verb,
    name: column.name,
    readBefore: verb === "ADD" ? new Set() : columnsRead(from, column.name),
    readAfter: verb === "DROP" ? new Set() : columnsRead(to, column.name),
  };
}

function columnsRead(table: Table, name: string): ReadonlySet<string> {
  const { generated } = table.columns.find((column) => column.name === name) ?? {};
  if (!generated) return new Set();
  const others = table.columns.filter((column) => column.name !== name);
  return new Set(
    others.map((column) => column.name).filter((other) => mentions(generated.expression, other)),
  );
}

/** How many statements the second has to stand behind the first; negative: it need not. */
function distance(first: ColumnDeed, second: ColumnDeed): number {
  if (second.verb === "DROP" && first.readBefore.has(second.name)) return 1;
  if (first.verb === "ADD" && second.readAfter.has(first.name)) return 1;
  if (first.verb === "DROP" && second.verb === "ADD" && first.name === second.name) return 0;
  return Number.NEGATIVE_INFINITY;
}
