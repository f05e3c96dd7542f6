import { AtlasError, type SqlStatement } from "@atlas/core";
import { withoutSecrets } from "@atlas/sql";

/** How a statement begins that stands in a comment for some versions: `/*!50503`, `/*M!100616`. */
const versionComment = /^\/\*M?!\d*\s*/;

/** A statement as servers of that version see it: without the beginning of a comment around it. */
export function unwrapped(text: string): string {
  return text.replace(versionComment, "");
}

/** Words a statement may begin with whose effect is on the whole server, each with what it is about. */
const serverWords: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:create|alter|drop|rename)\s+(?:or\s+replace\s+)?(?:user|role)\b/i, "accounts of the server"],
  [/^(?:grant|revoke)\b/i, "privileges of the server's accounts"],
  [/^set\s+(?:password|role|default\s+role)\b/i, "accounts of the server"],
  [
    /^set\b(?=(?:[^'"`]|'[^']*'|"[^"]*"|`[^`]*`)*?[\s,](?:@@)?(?:global|persist|persist_only)(?:\.|\s+\w))/i,
    "settings of the server",
  ],
  [/^(?:install|uninstall)\s+(?:plugin|component|soname)\b/i, "plugins of the server"],
  [
    /^(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:logfile|undo|tablespace|server|resource|spatial\s+reference)\b/i,
    "things of the whole server",
  ],
  [/^create\s+(?:aggregate\s+)?function\b[\s\S]*\bsoname\b/i, "plugins of the server"],
  [/^(?:shutdown|restart|kill|purge|reset|clone)\b/i, "the running server"],
  [
    /^(?:change\s+(?:master|replication)|(?:start|stop)\s+(?:slave|replica|group_replication))\b/i,
    "replication",
  ],
];

/** What belongs to a client, or would change the server that a schema file is tried on. */
export function refuseForeignWords(statement: SqlStatement, index: number): void {
  const text = unwrapped(statement.text);
  const refuse = (message: string, hint: string): never => {
    throw new AtlasError("E_SQL", message, {
      place: { file: statement.file, line: statement.line, column: statement.column },
      details: { statement: withoutSecrets(statement.text), index },
      hint,
    });
  };
  const command = /^(?:\\\S*|(?:delimiter|source|tee|pager|system)\b(?!\s*=))/i.exec(text);
  if (command)
    refuse(`${command[0]} is a command of the mysql client, not SQL`, "Remove the line from the file.");
  for (const [pattern, what] of serverWords) {
    const words = pattern.exec(text);
    if (words)
      refuse(
        `${words[0].replaceAll(/\s+/g, " ").slice(0, 40).toUpperCase()} cannot be used here: it is about ${what}, not about a schema`,
        "Remove the statement from the file.",
      );
  }
}

/** Whether a statement is about the server and not about a schema. */
export function isOfServer(statement: string): boolean {
  const text = unwrapped(statement);
  return serverWords.some(([pattern]) => pattern.test(text));
}
