import type { State, UnmanagedObject } from "@atlas/core";
import { ident } from "../../text.ts";
import type { Role } from "./index.ts";

/** The present state without the role that is connected, unless it is declared: nobody can drop himself. */
export function leaveOwnRole(from: State, to: State): State {
  const own = from.objects.find((object): object is Role => object.kind === "role" && "isOwn" in object);
  if (!own || to.objects.some(({ kind, name }) => kind === "role" && name === own.name)) return from;
  const left: UnmanagedObject = {
    kind: "role that is connected:",
    schema: "",
    name: ident(own.name),
    isTrait: true,
  };
  return {
    ...from,
    objects: from.objects.filter((object) => object !== own),
    unmanaged: [...from.unmanaged, left],
  };
}
