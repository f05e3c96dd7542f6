/** What rules may say of one kind of object. */
export interface KindShape {
  /** Attributes that are values. */
  readonly values: readonly string[];
  /** Attributes that are objects themselves, with their kinds. */
  readonly objects: Readonly<Record<string, string>>;
  readonly children: readonly string[];
}

function shape(values: string, objects: string, children: string): KindShape {
  const words = (text: string): readonly string[] => text.split(" ").filter(Boolean);
  return {
    values: words(values),
    objects: Object.fromEntries(
      words(objects).map((word) => {
        const [name = "", kind = name] = word.split(":");
        return [name, kind];
      }),
    ),
    children: [...words(children), "attr"],
  };
}

const inSchema =
  "table view materialized function procedure aggregate sequence enum domain event permission policy";

/** The objects of rules with their attributes and children. What stands nowhere here is found by `attr "name"`. */
export const kindShapes: Readonly<Record<string, KindShape>> = {
  schema: shape("name comment charset collation", "", inSchema),
  table: shape(
    "name comment partitioned row_security_enabled row_security_enforced engine charset collation row_format " +
      "system_versioned unlogged strict without_rowid",
    "schema primary_key:index",
    "column index foreign_key check trigger permission policy",
  ),
  column: shape(
    "name type type_name null default comment primary_key generated identity auto_increment collation charset on_update invisible",
    "table view",
    "permission",
  ),
  view: shape(
    "name query comment security_barrier security_invoker algorithm security definer check_option",
    "schema",
    "column index trigger permission",
  ),
  materialized: shape("name query comment", "schema", "column index permission"),
  index: shape(
    "name comment unique type where nulls_distinct constraint visible parser",
    "table",
    "part index_part",
  ),
  part: shape("column expr desc prefix", "index", ""),
  index_part: shape("column expr desc prefix", "index", ""),
  foreign_key: shape(
    "name comment on_update on_delete deferrable initially_deferred validated",
    "table ref_table:table",
    "column ref_column",
  ),
  ref_column: shape("name type type_name null default comment primary_key", "table", ""),
  check: shape("name expr comment enforced validated", "table", ""),
  trigger: shape(
    "name for timing event body when comment deferrable initially_deferred definer enabled",
    "table view schema",
    "",
  ),
  function: shape(
    "name lang return body comment security volatility strict leakproof parallel deterministic data_access definer",
    "schema",
    "arg permission",
  ),
  procedure: shape(
    "name lang body comment security deterministic data_access definer",
    "schema",
    "arg permission",
  ),
  arg: shape("name type default mode", "function procedure", ""),
  policy: shape("name comment for using check restrictive to", "table schema", ""),
  role: shape(
    "name login superuser create_db create_role inherit replication bypass_rls conn_limit comment member_of",
    "",
    "",
  ),
  user: shape("name login superuser account_locked max_connections", "", ""),
  permission: shape("grantee privilege grantable on target column", "table view schema", ""),
  attr: shape("name value", "", ""),
  sequence: shape("name comment type start increment cache cycle", "schema", "permission"),
  enum: shape("name comment values", "schema", ""),
  event: shape("name comment schedule status preserve body definer", "schema", ""),
  aggregate: shape("name comment signature", "schema", "arg permission"),
  domain: shape("name comment type", "schema", ""),
};

/** What an attribute is that an object does not say: true or false, or a text. */
export function absentValue(attribute: string): false | "" | null {
  if (attribute === "default" || attribute === "prefix") return null;
  const isFlag =
    /^(?:null|unique|desc|strict|leakproof|login|superuser|inherit|replication|grantable|restrictive|invisible|preserve|cycle|bypass_rls|deferrable|initially_deferred|generated|identity|auto_increment|deterministic|partitioned|primary_key|unlogged|without_rowid|system_versioned)$|^(?:row_security|security_(?:barrier|invoker)|create_|account_)/;
  return isFlag.test(attribute) ? false : "";
}
