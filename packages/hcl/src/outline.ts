import type { AccessStep, Body, Expression, TemplatePart } from "./syntax.ts";

// What a tree means, without positions, for the tests of this package.

export function outline(expression: Expression): string {
  const list = (items: readonly Expression[]): string => items.map(outline).join(" ");
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "bigint" ? `${expression.value}n` : String(expression.value);
    case "variable":
      return expression.name;
    case "template": {
      const [only] = expression.parts;
      if (!only) return '""';
      if (expression.parts.length === 1 && only.kind === "text") return JSON.stringify(only.value);
      return `(template ${parts(expression.parts)})`;
    }
    case "tuple":
      return `[${list(expression.items)}]`;
    case "object":
      return `{${expression.fields
        .map(({ key, value }) => `${typeof key === "string" ? key : outline(key)} ${outline(value)}`)
        .join(" ")}}`;
    case "for": {
      const { keyName, itemName, collection, key, value, groups, condition } = expression;
      const names = keyName === undefined ? itemName : `${keyName} ${itemName}`;
      const arrow = key ? `${outline(key)} => ` : "";
      const test = condition ? ` if ${outline(condition)}` : "";
      return `(for ${names} ${outline(collection)} ${arrow}${outline(value)}${groups ? "..." : ""}${test})`;
    }
    case "access":
      return `(access ${outline(expression.base)} ${expression.steps.map(step).join(" ")})`;
    case "call":
      return `(${[expression.name, ...expression.args.map(outline)].join(" ")}${expression.expands ? "..." : ""})`;
    case "conditional":
      return `(? ${list([expression.condition, expression.yes, expression.no])})`;
    case "unary":
      return `(${expression.operator} ${outline(expression.operand)})`;
    case "binary":
      return `(${expression.operator} ${list([expression.left, expression.right])})`;
    case "parentheses":
      return `(paren ${outline(expression.inner)})`;
  }
}

function step(access: AccessStep): string {
  switch (access.kind) {
    case "attribute":
      return `.${access.name}`;
    case "index":
      return `[${outline(access.key)}]`;
    case "splat":
      return `(splat ${access.each.map(step).join(" ")})`;
  }
}

function parts(all: readonly TemplatePart[]): string {
  return all
    .map((part) => {
      switch (part.kind) {
        case "text":
          return JSON.stringify(part.value);
        case "interpolation":
          return outline(part.value);
        case "if":
          return `(if ${outline(part.condition)} [${parts(part.yes)}] [${parts(part.no)}])`;
        case "for": {
          const names = part.keyName === undefined ? part.itemName : `${part.keyName} ${part.itemName}`;
          return `(for ${names} ${outline(part.collection)} [${parts(part.parts)}])`;
        }
      }
    })
    .join(" ");
}

export function outlineBody(body: Body): unknown {
  return {
    attributes: [...body.attributes.values()].map(({ name, value }) => [name, outline(value)]),
    blocks: body.blocks.map(({ type, labels, body: inner }) => [
      type,
      labels.map(({ value }) => value),
      outlineBody(inner),
    ]),
  };
}
