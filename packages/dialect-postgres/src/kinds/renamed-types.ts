import type { Rename } from "@atlas/core";
import { ident, qualified } from "../text.ts";
import type { NamedType } from "./catalog-text.ts";
import { isInput, type Routine } from "./routine/model.ts";

/** What has a type, once a table has its new name: the type of its rows has it, too. */
export function withTypeName<Named extends Pick<NamedType, "type">>(named: Named, rename: Rename): Named {
  const type = typeAfter(named.type, rename);
  return type === named.type ? named : { ...named, type };
}

function typeAfter(type: string, { from, to }: Rename): string {
  if (from.kind !== "table") return type;
  const old = qualified(from);
  return type === old || type === `${old}[]` ? `${qualified(to)}${type.slice(old.length)}` : type;
}

/** A routine once a table has its new name: what it takes and gives, and the types in its own name. */
export function renamedRoutine<R extends Routine>(routine: R, rename: Rename): R {
  const args = routine.arguments.map((argument) => withTypeName(argument, rename));
  const isSame = args.every((argument, at) => argument === routine.arguments[at]);
  const inputs = routine.arguments.flatMap((argument, at) =>
    isInput(argument) ? [argument.type !== args[at]?.type] : [],
  );
  const returns = "returns" in routine ? (routine.returns as NamedType) : undefined; // As functions have it.
  const given = returns && withTypeName(returns, rename);
  if (isSame && given === returns) return routine;
  return {
    ...routine,
    arguments: args,
    ...(given && { returns: given }),
    name: nameAfter(routine, inputs, rename.to.name),
  };
}

/** `f(public.users, text)`, as the server writes it. @param isRenamed - for each input, whether its type is. */
function nameAfter({ name, bareName }: Routine, isRenamed: readonly boolean[], to: string): string {
  const types = name.slice(bareName.length + 1, -1).split(", ");
  // A name with a comma in it.
  if (types.length !== isRenamed.length) return name;
  const word = /^[a-z_][a-z0-9_$]*$/.test(to) ? to : ident(to);
  const after = types.map((type, at) =>
    isRenamed[at]
      ? type.replace(/(?:"[^"]*(?:""[^"]*)*"|[^."[\]]+)((?:\[\])*)$/, (_, array: string) => word + array)
      : type,
  );
  return `${bareName}(${after.join(", ")})`;
}
