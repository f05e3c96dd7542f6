/**
 * Whether a statement makes, changes or drops what a state describes, and nothing else: no rows, no settings, nothing
 * that belongs to the server. What is not known for sure is none.
 *
 * @param isBound - the state is that of one schema.
 */
export function isDefinitionOnly(statement: string, isBound: boolean): boolean {
  const text = withoutComments(statement);
  const what = definition.exec(text)?.[1]?.toLowerCase();
  if (what === undefined) return false;
  if (isBound && ofDatabase.has(what)) return false;
  if (what === "sequence") return !/\brestart\b/i.test(text);
  // A table may come with the rows of a query.
  return what !== "table" || !/\b(?:select|values|execute)\b|\bas\s+table\b/i.test(text);
}

/**
 * Whether whatever a statement reads or changes stands in its words, or in those of the definitions of what it names: it
 * defines something of one schema, or is about rows.
 */
export function saysAllItTouches(statement: string): boolean {
  const text = withoutComments(statement);
  const what = definition.exec(text)?.[1]?.toLowerCase();
  if (what === undefined) return /^(?:insert|replace\s+into|update|delete)\b/i.test(text);
  return !ofDatabase.has(what) && !/\b(?:execute|all\s+in\s+tablespace)\b/i.test(text);
}

/** Without those that stand before its first word. */
export function withoutComments(statement: string): string {
  return statement.replace(leadingComments, "");
}

const leadingComments = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*(?!!)[^]*?\*\/)+/;

const definition =
  /^(?:create|alter|drop|comment\s+on)\s+(?:(?:or\s+replace|unique|unlogged|materialized|recursive|constraint|fulltext|spatial|algorithm\s*=\s*\w+|sql\s+security\s+\w+)\s+)*(table|index|view|sequence|type|domain|function|procedure|trigger|policy|rule|aggregate|column|event(?!\s+trigger)|schema|extension)\b/i;

/** What a state of one schema does not tell. */
const ofDatabase: ReadonlySet<string> = new Set(["schema", "extension"]);
