import type { Actual, Originated } from "../origin.ts";

/** What functions and procedures have in common. */
export interface Routine extends Originated {
  readonly kind: "function" | "procedure";
  readonly arguments: readonly Argument[];
  readonly deterministic: boolean;
  readonly dataAccess: DataAccess;
  /** Whose rights count when it runs. */
  readonly security: "DEFINER" | "INVOKER";
  readonly comment?: string;
  /** As its author wrote it. */
  readonly body: string;
  /** Who may run it is lost when it is dropped. Never compared. */
  readonly access?: RoutineAccess;
}

export interface Func extends Routine {
  readonly kind: "function";
  readonly returns: DataType;
  /** MariaDB: it takes a whole group of rows. */
  readonly aggregate?: true;
}

export interface Procedure extends Routine {
  readonly kind: "procedure";
}

export type Code = Func | Procedure;

export interface DataType {
  /** Canonical: `int unsigned`, `varchar(20)`. */
  readonly type: string;
  /** Of character types, where they differ from those of the schema when the routine was made. */
  readonly charset?: string;
  readonly collation?: string;
}

export interface Argument extends DataType {
  readonly name: string;
  readonly mode: "IN" | "OUT" | "INOUT";
  /** MariaDB: as its author wrote it. */
  readonly default?: string;
}

export const dataAccesses = ["CONTAINS SQL", "NO SQL", "READS SQL DATA", "MODIFIES SQL DATA"] as const;
export type DataAccess = (typeof dataAccesses)[number];

export interface RoutineAccess extends Actual {
  /** Absent: we may not know. */
  readonly grants?: readonly RoutineGrant[];
}

export interface RoutineGrant {
  /** `app@%` */
  readonly grantee: string;
  /** `EXECUTE`, `ALTER ROUTINE`. */
  readonly privileges: readonly string[];
  readonly grantable: boolean;
}
