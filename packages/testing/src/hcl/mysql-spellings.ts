/** Words of HCL for MySQL and MariaDB that are read and never written. */
export const spellings: readonly {
  readonly name: string;
  /** Read on servers of this flavour alone. Default: on all. */
  readonly only?: "mysql" | "mariadb";
  readonly text: string;
  /** As it would be written. */
  readonly same: string;
}[] = [
  {
    name: "types",
    text: table(`
      column "a" { type = boolean }
      column "b" { type = integer }
      column "c" { type = numeric(10,2) }
      column "d" { type = real }
      column "e" { type = float(30) }
      column "f" { type = tinyint(1) }
      column "g" { type = binary(1) }
      column "h" { type = bit(1) }
      column "i" { type = year(4) }
      column "j" { type = int(11) }`),
    same: table(`
      column "a" { type = bool }
      column "b" { type = int }
      column "c" { type = decimal(10,2) }
      column "d" { type = double }
      column "e" { type = double }
      column "f" { type = bool }
      column "g" { type = binary }
      column "h" { type = bit }
      column "i" { type = year }
      column "j" { type = int }`),
  },
  {
    name: "a generated column",
    text: table(`
      column "a" { type = int }
      column "b" {
        type = int
        as   = "a * 2"
      }
      column "c" {
        type = int
        as {
          expr = "a * 3"
          type = PERSISTENT
        }
      }`),
    same: table(`
      column "a" { type = int }
      column "b" {
        type = int
        as {
          expr = "a * 2"
          type = VIRTUAL
        }
      }
      column "c" {
        type = int
        as {
          expr = "a * 3"
          type = STORED
        }
      }`),
  },
  {
    name: "the engine of a table and its first number",
    text: table(`
      engine         = InnoDB
      auto_increment = 100
      column "a" {
        type           = int
        auto_increment = true
      }
      primary_key {
        columns = [column.a]
        type    = BTREE
      }`),
    same: table(`
      engine         = "InnoDB"
      auto_increment = 100
      column "a" {
        type           = int
        auto_increment = true
      }
      primary_key { columns = [column.a] }`),
  },
  {
    name: "the type of an index",
    text: table(`
      column "a" { type = int }
      index "i" {
        columns = [column.a]
        type    = BTREE
      }`),
    same: table(`
      column "a" { type = int }
      index "i" { columns = [column.a] }`),
  },
  {
    name: "an index that is not used",
    text: table(`
      column "a" { type = int }
      index "i" {
        columns = [column.a]
        ignored = true
      }`),
    same: table(`
      column "a" { type = int }
      index "i" {
        columns   = [column.a]
        invisible = true
      }`),
  },
  {
    name: "the collation of a schema",
    text: `schema "main" {
        charset   = "latin1"
        collation = "latin1_bin"
      }`,
    same: `schema "main" {
        charset = "latin1"
        collate = "latin1_bin"
      }`,
  },
  {
    name: "a view",
    text: `${table('column "a" { type = int }')}
      view "v" {
        schema       = schema.main
        as           = "SELECT a FROM t"
        comment      = "is kept nowhere"
        check_option = LOCAL
        security     = DEFINER
      }`,
    same: `${table('column "a" { type = int }')}
      view "v" {
        schema       = schema.main
        as           = "SELECT a FROM t"
        check_option = LOCAL
      }`,
  },
  {
    name: "a routine",
    text: `schema "main" {}
      function "f" {
        schema      = schema.main
        lang        = SQL
        as          = "RETURN 1"
        return      = int
        data_access = CONTAINS_SQL
        security    = DEFINER
        arg "x" {
          type = int
          mode = IN
        }
      }`,
    same: `schema "main" {}
      function "f" {
        schema = schema.main
        as     = "RETURN 1"
        return = int
        arg "x" { type = int }
      }`,
  },
  {
    name: "where a trigger stands",
    text: `${table('column "a" { type = int }')}
      trigger "x" {
        on       = table.t
        for      = ROW
        precedes = trigger.y
        before { insert = true }
        as       = "SET NEW.a = 1"
      }
      trigger "y" {
        on = table.t
        before { insert = true }
        as = "SET NEW.a = 2"
      }`,
    same: `${table('column "a" { type = int }')}
      trigger "x" {
        on = table.t
        before { insert = true }
        as = "SET NEW.a = 1"
      }
      trigger "y" {
        on      = table.t
        follows = trigger.x
        before { insert = true }
        as      = "SET NEW.a = 2"
      }`,
  },
  {
    name: "what a trigger is for",
    text: `${table('column "a" { type = int }')}
      trigger "x" {
        on      = table.t
        foreach = ROW
        before { insert = true }
        as      = "SET NEW.a = 1"
      }`,
    same: `${table('column "a" { type = int }')}
      trigger "x" {
        on = table.t
        before { insert = true }
        as = "SET NEW.a = 1"
      }`,
  },
];

function table(body: string): string {
  return `schema "main" {}\ntable "t" {\n  schema = schema.main\n${body}\n}\n`;
}
