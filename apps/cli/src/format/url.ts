import { Struct } from "@atlas/template";
import { urlJson } from "../render/url-json.ts";

/** A URL whose parts can be named, and that prints as a whole without its password. */
export function urlStruct(redactedUrl: string, schema: string | null): Struct {
  return new Struct("URL", urlJson(redactedUrl, schema), { text: () => redactedUrl });
}
