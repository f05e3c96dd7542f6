export type Affinity = "INTEGER" | "TEXT" | "BLOB" | "REAL" | "NUMERIC";

/** How a column of a declared type stores values. @see https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
export function affinity(type: string): Affinity {
  const text = type.toUpperCase();
  if (text.includes("INT")) return "INTEGER";
  if (/CHAR|CLOB|TEXT/.test(text)) return "TEXT";
  if (text === "" || text.includes("BLOB")) return "BLOB";
  if (/REAL|FLOA|DOUB/.test(text)) return "REAL";
  return "NUMERIC";
}
