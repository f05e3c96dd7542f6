// Expressions as HCL writes them, for printed attributes.

/** Names that may stand behind a dot: an identifier without dashes, which could be read as a minus. */
const plainName = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
/** Nearly every name is one of these. */
const asciiName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Numbers that read back as the same digits. */
const plainNumber = /^(?:0|[1-9][0-9]{0,14})$/;

/** What has to be escaped in quotes. Control characters, and separators that some editors take for line ends. */
// Control characters are what it is about.
// oxlint-disable-next-line no-control-regex
const special = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|[$%]\{/;
// oxlint-disable-next-line no-control-regex
const specials = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|[$%](?=\{)/g;

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ["\\", "\\\\"],
  ["\n", String.raw`\n`],
  ["\r", String.raw`\r`],
  ["\t", String.raw`\t`],
  ["$", "$$"],
  ["%", "%%"],
]);

/** A text in double quotes, escaped. */
export function quoted(text: string): string {
  if (!special.test(text)) return `"${text}"`;
  const escaped = text.replace(
    specials,
    (found) => escapes.get(found) ?? String.raw`\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

/** `sql("…")`. */
export function rawSql(sql: string): string {
  return `sql(${quoted(sql)})`;
}

/** `[a, b]`, on one line. */
export function listOf(values: readonly string[]): string {
  return `[${values.join(", ")}]`;
}

/**
 * `table.users.column.id`, and `table["my users"]` where a name is no identifier.
 *
 * @param path - block types and names in turn; the first is a block type.
 */
export function referenceTo(path: readonly string[]): string {
  const [root = "", ...steps] = path;
  let text = root;
  let isBehindNumber = false;
  for (const step of steps) {
    // Of two numbers in a row the dot between them would be a decimal point to other readers.
    const isNumber: boolean = !isBehindNumber && plainNumber.test(step);
    text += isNumber || asciiName.test(step) || plainName.test(step) ? `.${step}` : `[${quoted(step)}]`;
    isBehindNumber = isNumber;
  }
  return text;
}

/**
 * The body of a view, function or trigger: several lines as a heredoc, one line in quotes. White space around
 * the text is dropped, and so is that of blank lines; line breaks become `\n`.
 */
export function heredocOrQuoted(text: string): string {
  const lines = text.trim().replaceAll("\r\n", "\n").split("\n");
  // Without a line break, or with lines that a heredoc would end at or read otherwise.
  if (lines.length === 1 || lines.some(isUnfitForHeredoc)) return quoted(lines.join("\n"));
  const body = lines
    .map((line) => (line.trim() === "" ? "" : `  ${line.replace(/[$%](?=\{)/g, "$&$&")}`))
    .join("\n");
  return `<<-SQL\n${body}\n  SQL`;
}

function isUnfitForHeredoc(line: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return line.trim() === "SQL" || /[\u0000-\u0008\u000b-\u001f\u2028\u2029\ufeff]/.test(line);
}
