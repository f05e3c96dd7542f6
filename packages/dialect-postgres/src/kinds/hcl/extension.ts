import { attribute, type BlockCodec, quoted } from "@atlas/hcl";
import { readDependsOn } from "../../hcl-depends-on.ts";
import type { Extension } from "../extension.ts";

/** `extension "citext" { … }`: of the whole database, and left out of a text for one schema. */
export const extensionCodec: BlockCodec<Extension> = {
  types: ["extension"],

  print: ({ name, home, version, comment }, context) => [
    {
      type: "extension",
      labels: [name],
      body: [
        ...(home === undefined
          ? []
          : [
              // A schema that the text does not declare, such as one of the server's own, is called by its name.
              context.isDeclared("schema", "", home)
                ? { name: "schema", value: context.schemaReference(home) }
                : { name: "schema_name", value: quoted(home) },
            ]),
        ...attribute("version", version === undefined ? undefined : quoted(version)),
        ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
      ],
    },
  ],

  read(block, context) {
    const home = block.reference("schema", ["schema"])?.name ?? block.text("schema_name");
    const version = block.text("version");
    const comment = block.text("comment");
    const dependsOn = readDependsOn(block);
    if (context.bound) return [];
    return {
      kind: "extension",
      schema: "",
      name: block.name,
      ...(home !== undefined && { home }),
      ...(version !== undefined && { version }),
      ...(comment && { comment }),
      relocatable: false,
      hasTables: false,
      needs: dependsOn.filter(({ kind }) => kind === "extension").map(({ name }) => name),
    };
  },
};
