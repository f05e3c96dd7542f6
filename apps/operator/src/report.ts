import type { ApplyResult } from "@atlas/workflows";

const done = "The schema has been applied successfully.";
/** How many bytes of statements fit into the message of a condition. */
const maxStatementBytes = 1024;

/** The message of a ready resource: the report of `schema apply`, as the CLI prints it, in short. */
export function readyMessage(result: ApplyResult): string {
  const statements = (result.report?.steps ?? []).flatMap((step) =>
    step.status === "applied" ? [result.proposal.plan.steps[step.step]?.sql ?? ""] : [],
  );
  const report = {
    Driver: result.proposal.driver,
    URL: urlObject(result.redactedUrl, result.proposal.plan.scope.bound ?? ""),
    Changes: statements.length === 0 ? {} : { Applied: truncateStatements(statements) },
    Start: result.startedAt.toISOString(),
    End: result.endedAt.toISOString(),
  };
  return `${done} Apply response: ${JSON.stringify(report)}`;
}

/**
 * As many statements as fit: all; else the first, or its first line, or none, with how much is left out.
 *
 * The number counts bytes of the statements, of all of them when none is shown.
 */
export function truncateStatements(statements: readonly string[]): readonly string[] {
  const total = statements.reduce((sum, statement) => sum + Buffer.byteLength(statement), 0);
  if (total <= maxStatementBytes) return statements;
  const rest = (shown: string): string => `-- truncated ${total - Buffer.byteLength(shown)} bytes...`;
  const [first = ""] = statements;
  if (Buffer.byteLength(first) <= maxStatementBytes) return [first, rest(first)];
  const [line = ""] = first.split("\n", 1);
  if (Buffer.byteLength(line) <= maxStatementBytes) return [`${line}\n${rest(line)}`];
  return [rest("")];
}

/** A URL in the members that readers of these reports expect; neither user nor password is ever in it. */
function urlObject(redacted: string, schema: string): Readonly<Record<string, unknown>> {
  const match = /^([^:]*):\/\/(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(redacted);
  const [, scheme = "", user, host = "", path = "", query = ""] = match ?? [];
  return {
    Scheme: scheme,
    Opaque: "",
    User: user === undefined ? null : {},
    Host: host,
    Path: path,
    RawPath: "",
    OmitHost: false,
    ForceQuery: false,
    RawQuery: query,
    Fragment: "",
    RawFragment: "",
    Schema: schema,
  };
}
