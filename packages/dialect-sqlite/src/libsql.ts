import { AtlasError } from "@atlas/core";

/** URL schemes of libSQL, which keeps its databases in SQLite files or on a server. */
export const libsqlSchemes = ["libsql", "libsql+file", "libsql+ws", "libsql+wss"] as const;

/** What ends the name of a database file and of no host. */
const fileName = /\.(?:db|db3|sqlite|sqlite3|libsql)$/i;

/**
 * Makes sure that a libSQL URL names a local file, as only those are opened: `libsql+file://` always does,
 * `libsql://` when it has no host (`libsql:///var/app.db`, `libsql://./app.db`) or ends like a file (`libsql://app.db`).
 *
 * @param scheme - in lower case.
 * @param place - what stands between `://` and `?`.
 * @throws {AtlasError} `E_URL` for a server or a token for one, without the token.
 */
export function assertLocalLibsql(scheme: string, place: string, query: URLSearchParams): void {
  const isFile =
    scheme === "libsql+file" ||
    (scheme === "libsql" &&
      (/^(?:\/|\.\.?\/|file:|:memory:$)/.test(place) ||
        fileName.test(place) ||
        query.get("mode") === "memory"));
  if (!isFile)
    throw new AtlasError(
      "E_URL",
      `${scheme}:// names the libSQL server ${JSON.stringify(hostOf(place))}, and only local files are opened`,
      {
        details: { scheme },
        hint: "Write libsql+file://path/to/file.db for a file, such as a local replica or a dump that was restored.",
      },
    );
  if (query.has("authToken"))
    throw new AtlasError("E_URL", "authToken is for libSQL servers, and this URL names a local file", {
      hint: "Leave authToken out of the URL.",
    });
}

/** Without a user and password. */
function hostOf(place: string): string {
  return (place.split("/")[0] ?? "").replace(/^.*@/, "");
}
