import type { Ref } from "@atlas/core";
import type { BlockReader, BlockReference } from "@atlas/hcl";

/** What `depends_on` names, as objects that have to be there first. */
export function readDependsOn(block: BlockReader): readonly Ref[] {
  return (block.references("depends_on", []) ?? []).flatMap(objectOf);
}

function objectOf({ type, schema, name }: BlockReference): readonly Ref[] {
  // What lives in a schema is always made after it.
  return type === "schema" ? [] : [{ kind: type, schema, name }];
}
