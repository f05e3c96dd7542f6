/**
 * Plain data as YAML: block style, keys in the order of the data.
 *
 * Covers what CustomResourceDefinitions hold – maps, lists, strings, numbers, booleans – and no more.
 *
 * @throws {TypeError} for anything that JSON does not know.
 */
export function toYaml(value: unknown): string {
  return `${lines(value).join("\n")}\n`;
}

function lines(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item) => {
      const [first = "", ...rest] = lines(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (isMap(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .flatMap(([key, item]) => {
        const [first = "", ...rest] = lines(item);
        if (Array.isArray(item) && item.length > 0) return [`${scalar(key)}:`, first, ...rest];
        if (isMap(item) && Object.keys(item).length > 0) {
          return [`${scalar(key)}:`, `  ${first}`, ...rest.map((line) => `  ${line}`)];
        }
        return [`${scalar(key)}: ${first}`];
      });
  }
  if (Array.isArray(value)) return ["[]"];
  if (isMap(value)) return ["{}"];
  return [scalar(value)];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Words that YAML 1.1 or 1.2 reads as something else than a string. */
const otherThanString = /^(?:true|false|yes|no|on|off|y|n|null|~)$/i;

function scalar(value: unknown): string {
  switch (typeof value) {
    case "string": {
      const isPlain = /^[A-Za-z_/][\w ./()-]*[\w.)]$|^[A-Za-z_]$/.test(value) && !otherThanString.test(value);
      return isPlain ? value : JSON.stringify(value);
    }
    case "number":
    case "boolean":
      return String(value);
    default:
      if (value === null) return "null";
      throw new TypeError(`cannot write a ${typeof value} as YAML`);
  }
}
