import { attribute, type BlockCodec, listOf, quoted, type ReadBlockContext } from "@atlas/hcl";
import type { Ref } from "@atlas/core";
import { readDependsOn } from "../../hcl-depends-on.ts";
import type { TextSearchConfiguration } from "../text-search/configuration.ts";
import type { TextSearchDictionary } from "../text-search/dictionary.ts";
import type { TextSearchFunctions } from "../text-search/functions.ts";

// Functions, parsers, templates and dictionaries are texts as SQL writes their names: most are the system's own.

function mentionedIn(texts: readonly string[], context: ReadBlockContext): readonly Ref[] {
  return texts.flatMap((text) => context.mentioned(text));
}

/** `text_search_parser "words" { … }` and `text_search_template "words" { … }`, with an attribute for each function. */
export function functionsCodec<O extends TextSearchFunctions>(
  type: O["kind"],
  roles: readonly string[],
): BlockCodec<O> {
  return {
    types: [type],
    print: ({ schema, name, functions, comment }, context) => [
      {
        type,
        labels: context.labels(type, schema, name),
        body: [
          { name: "schema", value: context.schemaReference(schema) },
          ...functions.map((each) => ({ name: each.role, value: quoted(each.name) })),
          ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
        ],
      },
    ],
    read(block, context) {
      const functions = roles.flatMap((role) => {
        const name = block.text(role);
        return name === undefined ? [] : [{ role, name }];
      });
      const comment = block.text("comment");
      const object: TextSearchFunctions = {
        kind: type,
        schema: block.schema(),
        name: block.name,
        functions,
        ...(comment && { comment }),
        uses: mentionedIn(
          functions.map((each) => each.name),
          context,
        ),
      };
      // Both sorts are the same but for their kind, which is that of the block.
      return object as O;
    },
  };
}

/** `text_search_dictionary "stems" { schema = …  template = "snowball"  option "language" { value = "'english'" } }` */
export const dictionaryCodec: BlockCodec<TextSearchDictionary> = {
  types: ["text_search_dictionary"],
  print: ({ schema, name, template, options, comment }, context) => [
    {
      type: "text_search_dictionary",
      labels: context.labels("text_search_dictionary", schema, name),
      body: [
        { name: "schema", value: context.schemaReference(schema) },
        { name: "template", value: quoted(template) },
        ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
        ...options.map((option) => ({
          type: "option",
          labels: [option.name],
          body: [{ name: "value", value: quoted(option.value) }],
        })),
      ],
    },
  ],
  read(block, context) {
    const template = block.requiredText("template");
    const comment = block.text("comment");
    return {
      kind: "text_search_dictionary",
      schema: block.schema(),
      name: block.name,
      template,
      options: block
        .blocks("option")
        .map((option) => ({ name: option.name, value: option.requiredText("value") })),
      ...(comment && { comment }),
      uses: [...context.mentioned(template), ...readDependsOn(block)],
    };
  },
};

/** `text_search_configuration "plain" { schema = …  parser = "default"  mapping "asciiword" { with = ["simple"] } }` */
export const configurationCodec: BlockCodec<TextSearchConfiguration> = {
  types: ["text_search_configuration"],
  print: ({ schema, name, parser, mappings, comment }, context) => [
    {
      type: "text_search_configuration",
      labels: context.labels("text_search_configuration", schema, name),
      body: [
        { name: "schema", value: context.schemaReference(schema) },
        { name: "parser", value: quoted(parser) },
        ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
        ...mappings.map(({ token, dictionaries }) => ({
          type: "mapping",
          labels: [token],
          body: [{ name: "with", value: listOf(dictionaries.map(quoted)) }],
        })),
      ],
    },
  ],
  read(block, context) {
    const parser = block.requiredText("parser");
    const comment = block.text("comment");
    const mappings = block
      .blocks("mapping")
      .map((mapping) => ({ token: mapping.name, dictionaries: mapping.texts("with") ?? [] }));
    return {
      kind: "text_search_configuration",
      schema: block.schema(),
      name: block.name,
      parser,
      mappings,
      ...(comment && { comment }),
      uses: [
        ...mentionedIn([parser, ...mappings.flatMap(({ dictionaries }) => dictionaries)], context),
        ...readDependsOn(block),
      ],
    };
  },
};
