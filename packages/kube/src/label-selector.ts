import { AtlasError } from "@atlas/core";

type Labels = Readonly<Record<string, string>>;

/**
 * Reads a label selector as `kubectl -l` takes it: `a=b`, `a==b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a`,
 * `!a`, joined by commas. An empty one selects everything.
 *
 * @throws {AtlasError} `E_FLAG` when it is malformed.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  if (text.trim() === "") return () => true;
  // A comma within parentheses separates values, not requirements.
  const checks = text.split(/,(?![^(]*\))/u).map((part) => parseRequirement(part.trim(), text));
  return (labels) => checks.every((check) => check(labels));
}

const key = String.raw`(?<key>(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)`;
const value = String.raw`(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?`;
const exists = new RegExp(String.raw`^(?<not>!?)\s*${key}$`, "u");
const equals = new RegExp(String.raw`^${key}\s*(?<operator>==?|!=)\s*(?<value>${value})$`, "u");
const within = new RegExp(String.raw`^${key}\s+(?<operator>in|notin)\s*\((?<values>[^()]+)\)$`, "u");
const oneValue = new RegExp(`^${value}$`, "u");

function parseRequirement(part: string, whole: string): (labels: Labels) => boolean {
  const existence = exists.exec(part)?.groups;
  if (existence !== undefined) {
    const { key = "", not } = existence;
    return (labels) => Object.hasOwn(labels, key) === (not === "");
  }
  const equality = equals.exec(part)?.groups;
  if (equality !== undefined) {
    const { key = "", operator, value } = equality;
    return (labels) => (labels[key] === value) === (operator !== "!=");
  }
  const membership = within.exec(part)?.groups;
  if (membership !== undefined) {
    const { key = "", operator, values = "" } = membership;
    const wanted = values.split(",").map((one) => one.trim());
    if (wanted.every((one) => oneValue.test(one)))
      return (labels) => {
        const label = labels[key];
        return (label !== undefined && wanted.includes(label)) === (operator === "in");
      };
  }
  throw new AtlasError("E_FLAG", `the label selector ${JSON.stringify(whole)} is malformed`, {
    details: { part },
    hint: "Write it as kubectl takes it: `team=alpha,tier in (web, db)`.",
  });
}
