import type { Server } from "../../flavour.ts";
import { typeFamily } from "../../types.ts";
import type { Column, Table } from "./model.ts";

/**
 * What a person should know of a new column that takes no NULL and has no default: the server gives a value of its own
 * to the rows that are there, also in strict mode.
 *
 * @see https://dev.mysql.com/doc/refman/9.5/en/data-type-defaults.html
 */
export function fillingRemarks(table: Table, column: Column, server: Server): readonly string[] {
  const { nullable, generated, autoIncrement, rowPeriod, name, type } = column;
  const isFilled = column.default === undefined || isNull(column.default);
  if (nullable || !isFilled || generated || autoIncrement || rowPeriod !== undefined) return [];
  const owner = [table.schema, table.name].filter((part) => part !== "").join(".");
  const value = implicitValue(type, server);
  const given = value ?? `what the server has for ${type}`;
  const refusal = /^(?:date|datetime)\b/.test(type) ? ", which NO_ZERO_DATE refuses" : "";
  return [
    `column "${name}" takes no NULL and has no default: rows that table "${owner}" holds get ${given}${refusal}`,
  ];
}

function isNull(value: NonNullable<Column["default"]>): boolean {
  return "sql" in value && /^\(*null\)*$/i.test(value.sql);
}

/** As SQL writes it; `undefined`: it depends on more than the type. */
function implicitValue(type: string, { flavour }: Server): string | undefined {
  switch (typeFamily(type)) {
    case "bool":
    case "integer":
    case "decimal":
    case "float":
    case "bit":
      return "0";
    case "year":
      return "0000";
    case "time":
      return zeroTimes[/^\w+/.exec(type)?.[0] ?? ""];
    case "text":
      return "''";
    case "values":
      return type.startsWith("enum") ? /'[^']*(?:''[^']*)*'/.exec(type)?.[0] : "''";
    case "binary":
      // Of a fixed length it is padded with zeros.
      return /^binary\b/.test(type) ? "zeros" : "''";
    case "other":
      return type === "json" ? (flavour === "mariadb" ? "''" : "the JSON null") : undefined;
  }
}

const zeroTimes: Readonly<Record<string, string>> = {
  date: "'0000-00-00'",
  datetime: "'0000-00-00 00:00:00'",
  timestamp: "'0000-00-00 00:00:00'",
  time: "'00:00:00'",
};
