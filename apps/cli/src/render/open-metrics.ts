import type { TableSize } from "@atlas/core";

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
  readonly valueOf: (size: TableSize) => number | undefined;
}

const metrics: readonly Metric[] = [
  {
    name: "atlas_table_size_bytes",
    help: "Size of a table with its indexes.",
    unit: "bytes",
    valueOf: ({ sizeBytes }) => sizeBytes,
  },
  {
    name: "atlas_table_rows",
    help: "Rows of a table, as the server estimates.",
    valueOf: ({ rows }) => rows,
  },
];

/**
 * Table sizes as OpenMetrics text.
 *
 * @param boundSchema - how the schema of a bound state is called.
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function openMetrics(sizes: readonly TableSize[], boundSchema: string): string {
  const families = metrics.flatMap(({ name, help, unit, valueOf }) => {
    const samples = sizes.flatMap((size) => {
      const value = valueOf(size);
      if (value === undefined) return [];
      const { schema, name: table } = size.table;
      return [
        `${name}{schema=${label(schema === "" ? boundSchema : schema)},table=${label(table)}} ${value}`,
      ];
    });
    if (samples.length === 0) return [];
    return [
      `# TYPE ${name} gauge`,
      ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
      `# HELP ${name} ${help}`,
      ...samples,
    ];
  });
  return `${[...families, "# EOF"].join("\n")}\n`;
}

function label(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')}"`;
}
