import { attribute, type BlockCodec, quoted } from "@atlas/hcl";
import { printOptions, readOptions } from "../../hcl-settings.ts";
import { mappingName } from "../foreign/options.ts";
import type { Server } from "../foreign/server.ts";
import type { UserMapping } from "../foreign/user-mapping.ts";
import type { Wrapper } from "../foreign/wrapper.ts";

// All of them belong to the whole database: a text for one schema leaves them out.

/** `foreign_data_wrapper "mine" { … }` */
export const wrapperCodec: BlockCodec<Wrapper> = {
  types: ["foreign_data_wrapper"],
  print: ({ name, handler, validator, comment, options }) => [
    {
      type: "foreign_data_wrapper",
      labels: [name],
      body: [
        ...attribute("handler", handler === undefined ? undefined : quoted(handler)),
        ...attribute("validator", validator === undefined ? undefined : quoted(validator)),
        ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
        ...printOptions("options", options),
      ],
    },
  ],
  read(block, context) {
    const handler = block.text("handler");
    const validator = block.text("validator");
    const comment = block.text("comment");
    const options = readOptions(block, "options");
    if (context.bound) return [];
    const functions = [handler, validator].flatMap((text) =>
      text === undefined ? [] : context.mentioned(text),
    );
    return {
      kind: "foreign_data_wrapper",
      schema: "",
      name: block.name,
      ...(handler !== undefined && { handler }),
      ...(validator !== undefined && { validator }),
      options,
      ...(comment && { comment }),
      uses: functions,
    };
  },
};

/** `foreign_server "elsewhere" { wrapper = "postgres_fdw" … }` */
export const serverCodec: BlockCodec<Server> = {
  types: ["foreign_server"],
  print: ({ name, wrapper, wrapperExtension, type, version, comment, options }) => [
    {
      type: "foreign_server",
      labels: [name],
      body: [
        { name: "wrapper", value: quoted(wrapper) },
        ...attribute(
          "extension",
          wrapperExtension === undefined || wrapperExtension === wrapper
            ? undefined
            : quoted(wrapperExtension),
        ),
        ...attribute("type", type === undefined ? undefined : quoted(type)),
        ...attribute("version", version === undefined ? undefined : quoted(version)),
        ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
        ...printOptions("options", options),
      ],
    },
  ],
  read(block, context) {
    const wrapper = block.requiredText("wrapper");
    // A wrapper that the text does not declare is that of an extension, mostly one of its name.
    const isOwn = context.blocksOf("foreign_data_wrapper").some((each) => each.name === wrapper);
    const extension = block.text("extension") ?? (isOwn ? undefined : wrapper);
    const type = block.text("type");
    const version = block.text("version");
    const comment = block.text("comment");
    const options = readOptions(block, "options");
    if (context.bound) return [];
    return {
      kind: "foreign_server",
      schema: "",
      name: block.name,
      wrapper,
      ...(extension !== undefined && { wrapperExtension: extension }),
      ...(type !== undefined && { type }),
      ...(version !== undefined && { version }),
      options,
      ...(comment && { comment }),
    };
  },
};

/** `user_mapping "app on elsewhere" { user = "app"  server = "elsewhere" … }` */
export const userMappingCodec: BlockCodec<UserMapping> = {
  types: ["user_mapping"],
  print: ({ name, user, server, options }) => [
    {
      type: "user_mapping",
      labels: [name],
      body: [
        { name: "user", value: quoted(user) },
        { name: "server", value: quoted(server) },
        ...printOptions("options", options),
      ],
    },
  ],
  read(block, context) {
    const user = block.requiredText("user");
    const server = block.requiredText("server");
    const options = readOptions(block, "options");
    const name = mappingName(user, server);
    return context.bound ? [] : { kind: "user_mapping", schema: "", name, server, user, options };
  },
};
