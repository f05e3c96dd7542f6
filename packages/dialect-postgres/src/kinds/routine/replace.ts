import { same } from "@atlas/core";
import { sameBody } from "./body.ts";
import { type Aggregate, type Argument, type Code, isInput, type Routine } from "./model.ts";
import { isFunc } from "./sql.ts";

/** What is compared of a function or procedure, but its body and comment. */
export function codeFacts(code: Code): unknown {
  const {
    body: _body,
    comment: _comment,
    access: _access,
    isOverloaded: _overloaded,
    uses: _uses,
    ...facts
  } = code;
  return facts;
}

export function sameCode(from: Code, to: Code): boolean {
  return same(codeFacts(from), codeFacts(to)) && sameBody(from.body, to.body, to.language);
}

/** All that is compared of an aggregate but its comment. */
export function aggregateFacts(aggregate: Aggregate): unknown {
  const { comment: _comment, access: _access, isOverloaded: _overloaded, uses: _uses, ...facts } = aggregate;
  return facts;
}

/**
 * Whether CREATE OR REPLACE makes the one out of the other, so that what depends on it stays.
 *
 * @see https://www.postgresql.org/docs/18/sql-createfunction.html
 */
export function canReplaceCode(from: Code, to: Code): boolean {
  if (!keepsArguments(from, to)) return false;
  if (!isFunc(from) || !isFunc(to)) return same(results(from), results(to));
  return (
    from.returns.type === to.returns.type &&
    from.returnsSet === to.returnsSet &&
    from.window === to.window &&
    // Columns of a record are those of the arguments that go out.
    (from.returns.type !== "record" || same(results(from), results(to)))
  );
}

/** @param serverVersion - text of the version: there is no CREATE OR REPLACE AGGREGATE before PostgreSQL 12. */
export function canReplaceAggregate(from: Aggregate, to: Aggregate, serverVersion: string): boolean {
  return (
    Number.parseInt(serverVersion) >= 12 &&
    keepsArguments(from, to) &&
    from.returns.type === to.returns.type &&
    from.form === to.form &&
    from.directArguments === to.directArguments
  );
}

/** A name may be given and not changed; a default may be added and not taken away. */
function keepsArguments(from: Routine, to: Routine): boolean {
  const present = from.arguments.filter(isInput);
  const desired = to.arguments.filter(isInput);
  return present.every((argument, index) => {
    const other = desired[index];
    return (
      other !== undefined &&
      (argument.mode === "VARIADIC") === (other.mode === "VARIADIC") &&
      (argument.name === undefined || argument.name === other.name) &&
      keepsDefault(argument, other)
    );
  });
}

function keepsDefault(from: Argument, to: Argument): boolean {
  if (from.default === undefined || from.default === to.default) return true;
  // The type of a default must stay, and an argument of any type does not say which that is.
  return to.default !== undefined && !from.type.startsWith("any");
}

function results({ arguments: list }: Routine): unknown {
  return list
    .filter(({ mode }) => mode !== "IN" && mode !== "VARIADIC")
    .map(({ name, type }) => ({ name, type }));
}
