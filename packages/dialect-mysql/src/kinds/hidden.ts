import { AtlasError, type State } from "@atlas/core";

/** What is listed in the catalog, and whose definition the account may not read, is unmanaged of a kind so called. */
const mark = " (hidden)";

const privileges: Readonly<Record<string, string>> = {
  view: "SHOW VIEW and SELECT on it",
  function:
    "SHOW_ROUTINE (MySQL 8.0.20), SHOW CREATE ROUTINE (MariaDB 11.3) or SELECT on the table mysql.proc",
  procedure:
    "SHOW_ROUTINE (MySQL 8.0.20), SHOW CREATE ROUTINE (MariaDB 11.3) or SELECT on the table mysql.proc",
  trigger: "TRIGGER on its table",
};

/**
 * Nobody can compare what is declared with what may not be read, and making it would fail as it is there.
 *
 * @throws {AtlasError} `E_PERMISSION` naming the first such object, and the privilege that is missing.
 */
export function assertSeen(from: State, to: State): void {
  for (const { kind, schema, name } of from.unmanaged) {
    if (!kind.endsWith(mark)) continue;
    const hidden = kind.slice(0, -mark.length);
    const declared = to.objects.find(
      (object) =>
        object.kind === hidden &&
        object.schema === schema &&
        [object.schema, object.name].filter(Boolean).join(".") === name,
    );
    if (!declared) continue;
    throw new AtlasError(
      "E_PERMISSION",
      `${hidden} ${JSON.stringify(name)} exists, and the account of the connection may not read its definition`,
      {
        details: { kind: hidden, name },
        hint: `Grant ${privileges[hidden] ?? "the privilege to read it"}, or leave it out with --exclude.`,
      },
    );
  }
}
