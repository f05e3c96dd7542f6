import { ident, qualified } from "../../text.ts";
import { accountSql, definerSql, originLiteral } from "../origin.ts";
import type { Argument, Code, DataType, RoutineGrant } from "./model.ts";

export function word(code: Code): "FUNCTION" | "PROCEDURE" {
  return code.kind === "function" ? "FUNCTION" : "PROCEDURE";
}

/** @param verb - `CREATE`, or `CREATE OR REPLACE` of MariaDB. */
export function createSql(code: Code, verb = "CREATE"): string {
  const list = code.arguments.map((argument) => argumentSql(argument, code)).join(", ");
  const aggregate = code.kind === "function" && code.aggregate ? "AGGREGATE " : "";
  return [
    `${verb} ${definerSql(code.origin)}${aggregate}${word(code)} ${qualified(code)} (${list})`,
    ...(code.kind === "function" ? [`RETURNS ${typeSql(code.returns)}`] : []),
    ...(code.deterministic ? ["DETERMINISTIC"] : []),
    ...(code.dataAccess === "CONTAINS SQL" ? [] : [code.dataAccess]),
    ...(code.security === "DEFINER" ? [] : ["SQL SECURITY INVOKER"]),
    ...(code.comment === undefined ? [] : [`COMMENT ${originLiteral(code.comment, code.origin)}`]),
    code.body,
  ].join(" ");
}

function argumentSql({ name, mode, default: value, ...type }: Argument, code: Code): string {
  const direction = code.kind === "function" && mode === "IN" ? "" : `${mode} `;
  return `${direction}${ident(name)} ${typeSql(type)}${value === undefined ? "" : ` DEFAULT ${value}`}`;
}

function typeSql({ type, charset, collation }: DataType): string {
  return [
    type,
    ...(charset === undefined ? [] : [`CHARSET ${charset}`]),
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
  ].join(" ");
}

/** What an ALTER can change; no more than that is to differ. */
export function alterSql(from: Code, to: Code): string {
  return [
    `ALTER ${word(to)} ${qualified(to)}`,
    ...(from.dataAccess === to.dataAccess ? [] : [to.dataAccess]),
    ...(from.security === to.security ? [] : [`SQL SECURITY ${to.security}`]),
    ...(from.comment === to.comment ? [] : [`COMMENT ${originLiteral(to.comment ?? "", {})}`]),
  ].join(" ");
}

export function grantSql(code: Code, { grantee, privileges, grantable }: RoutineGrant): string {
  // A right to grant alone is one to nothing.
  const list = privileges.length === 0 ? "USAGE" : privileges.join(", ");
  const option = grantable ? " WITH GRANT OPTION" : "";
  return `GRANT ${list} ON ${word(code)} ${qualified(code)} TO ${accountSql(grantee)}${option}`;
}
