import { ident } from "../../text.ts";
import { type Privilege, privilegeKey } from "./model.ts";

/** The words around a list of privileges: `GRANT … ON TABLE "t" TO "app"`, behind `ALTER DEFAULT PRIVILEGES` or not. */
export interface GrantFrame {
  /** Put in front, with a blank behind: `ALTER DEFAULT PRIVILEGES IN SCHEMA "s" `. Default: nothing. */
  readonly lead?: string;
  /** `TABLE "t"`. */
  readonly on: string;
  /** Absent: everybody. */
  readonly grantee: string | undefined;
}

/**
 * Statements that lead from what somebody holds to what they shall hold, at most one for each way.
 *
 * @param isThere - whether a column still exists: with it go the privileges on it.
 */
export function grantStatements(
  frame: GrantFrame,
  from: readonly Privilege[],
  to: readonly Privilege[],
  isThere: (column: string) => boolean = () => true,
): readonly string[] {
  const held = new Set(from.map(privilegeKey));
  const wanted = new Set(to.map(privilegeKey));
  const has = (list: ReadonlySet<string>, one: Privilege, grantable: boolean): boolean =>
    list.has(privilegeKey({ ...one, grantable }));
  const gone = from.filter(
    (one) =>
      !has(wanted, one, true) &&
      !has(wanted, one, false) &&
      (one.column === undefined || isThere(one.column)),
  );
  const kept = from.filter((one) => one.grantable && !has(wanted, one, true) && has(wanted, one, false));
  // Taking a privilege on a table takes those on its columns along.
  const taken = new Set(gone.filter(({ column }) => column === undefined).map(({ privilege }) => privilege));
  const takenOptions = new Set(
    kept.filter(({ column }) => column === undefined).map(({ privilege }) => privilege),
  );
  const given = to.filter(
    (one) =>
      (!held.has(privilegeKey(one)) &&
        // Who could pass it on already keeps holding it.
        !(has(held, one, true) && !one.grantable)) ||
      (one.column !== undefined &&
        (taken.has(one.privilege) || (one.grantable && takenOptions.has(one.privilege)))),
  );
  const { lead = "", on, grantee } = frame;
  const who = grantee === undefined ? "PUBLIC" : ident(grantee);
  const statement = (list: readonly Privilege[], verb: string, end: string): readonly string[] =>
    list.length === 0 ? [] : [`${lead}${verb} ${listSql(list)} ON ${on} ${end}`];
  return [
    ...statement(gone, "REVOKE", `FROM ${who}`),
    ...statement(kept, "REVOKE GRANT OPTION FOR", `FROM ${who}`),
    ...statement(
      given.filter(({ grantable }) => !grantable),
      "GRANT",
      `TO ${who}`,
    ),
    ...statement(
      given.filter(({ grantable }) => grantable),
      "GRANT",
      `TO ${who} WITH GRANT OPTION`,
    ),
  ];
}

/** `SELECT, UPDATE ("a", "b")`. */
function listSql(privileges: readonly Privilege[]): string {
  const whole = privileges.filter(({ column }) => column === undefined).map(({ privilege }) => privilege);
  const byPrivilege = Map.groupBy(
    privileges.filter(({ column }) => column !== undefined),
    ({ privilege }) => privilege,
  );
  const ofColumns = [...byPrivilege].map(
    ([privilege, list]) => `${privilege} (${list.map(({ column = "" }) => ident(column)).join(", ")})`,
  );
  return [...whole, ...ofColumns].join(", ");
}
