/**
 * A URL as consumers of our JSON know it: the fields of Go's `url.URL`, and the schema it is bound to.
 *
 * @param redactedUrl - without its password; the user is left out as well.
 */
export function urlJson(redactedUrl: string, schema: string | null): Readonly<Record<string, unknown>> {
  const [, scheme = "", rest = ""] = /^([A-Za-z][\w+.-]*):(.*)$/s.exec(redactedUrl) ?? ["", "", redactedUrl];
  const [beforeFragment = "", fragment = ""] = splitAt(rest, "#");
  const [beforeQuery = "", query = ""] = splitAt(beforeFragment, "?");
  const hasAuthority = beforeQuery.startsWith("//");
  const authority = hasAuthority ? (/^[^/]*/.exec(beforeQuery.slice(2))?.[0] ?? "") : "";
  const path = hasAuthority ? beforeQuery.slice(2 + authority.length) : beforeQuery;
  const at = authority.lastIndexOf("@");
  const isOpaque = !hasAuthority && scheme !== "" && !path.startsWith("/");
  const decoded = decode(path);
  return {
    Scheme: scheme,
    Opaque: isOpaque ? path : "",
    User: at < 0 ? null : {},
    Host: authority.slice(at + 1),
    Path: isOpaque ? "" : decoded,
    RawPath: isOpaque || decoded === path || encodeURI(decoded) === path ? "" : path,
    OmitHost: false,
    ForceQuery: query === "" && beforeFragment.endsWith("?"),
    RawQuery: query,
    Fragment: decode(fragment),
    RawFragment: decode(fragment) === fragment ? "" : fragment,
    Schema: schema ?? "",
  };
}

function splitAt(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
