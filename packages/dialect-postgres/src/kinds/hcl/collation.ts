import { attribute, type BlockCodec, quoted } from "@atlas/hcl";
import type { Collation } from "../collation.ts";

const providers = ["builtin", "icu", "libc"] as const;

/** `collation "german" { schema = …  provider = icu  locale = "de-DE" }` */
export const collationCodec: BlockCodec<Collation> = {
  types: ["collation"],

  print: (collation, context) => [
    {
      type: "collation",
      labels: context.labels("collation", collation.schema, collation.name),
      body: [
        { name: "schema", value: context.schemaReference(collation.schema) },
        { name: "provider", value: collation.provider },
        { name: "locale", value: quoted(collation.locale) },
        ...attribute(
          "lc_ctype",
          collation.characterType === undefined ? undefined : quoted(collation.characterType),
        ),
        ...attribute("deterministic", collation.deterministic ? undefined : "false"),
        ...attribute("rules", collation.rules === undefined ? undefined : quoted(collation.rules)),
        ...attribute("comment", collation.comment === undefined ? undefined : quoted(collation.comment)),
      ],
    },
  ],

  read(block) {
    const provider = block.word("provider", providers) ?? "libc";
    const characterType = block.text("lc_ctype");
    const rules = block.text("rules");
    const comment = block.text("comment");
    return {
      kind: "collation",
      schema: block.schema(),
      name: block.name,
      provider: providers.find((each) => each === provider) ?? "libc",
      locale: block.requiredText("locale"),
      ...(characterType !== undefined && { characterType }),
      deterministic: block.bool("deterministic") ?? true,
      ...(rules !== undefined && { rules }),
      ...(comment && { comment }),
      users: [],
    };
  },
};
