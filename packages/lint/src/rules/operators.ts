import { compareTexts, compileRe2, equals, isKind, isList, isNumber, type Value } from "@atlas/hcl";

type Operator = (value: Value, wanted: Value) => boolean;

/** What blocks of attributes may ask for. What is not there is an empty text. */
export const operators: Readonly<Record<string, Operator>> = {
  eq: isEqual,
  ne: (value, wanted) => !isEqual(value, wanted),
  lt: (value, wanted) => order(value, wanted) < 0,
  le: (value, wanted) => order(value, wanted) <= 0,
  gt: (value, wanted) => order(value, wanted) > 0,
  ge: (value, wanted) => order(value, wanted) >= 0,
  eq_fold: (value, wanted) => fold(value) === fold(wanted),
  contains: (value, wanted) => textOf(value).includes(textOf(wanted)),
  contains_fold: (value, wanted) => fold(value).includes(fold(wanted)),
  in: (value, wanted) => itemsOf(wanted).some((item) => isEqual(value, item)),
  match: (value, wanted) => compileRe2(textOf(wanted)).test(textOf(value)),
};

/** A number and the text that it is written as are one. */
function isEqual(value: Value, wanted: Value): boolean {
  if (value === null || wanted === null) return value === wanted;
  if (isScalar(value) && isScalar(wanted)) return textOf(value) === textOf(wanted);
  return equals(value, wanted);
}

function isScalar(value: Value): value is string | number | bigint | boolean {
  return typeof value === "string" || typeof value === "boolean" || isNumber(value);
}

function order(value: Value, wanted: Value): number {
  const [one, other] = [Number(textOf(value)), Number(textOf(wanted))];
  const areNumbers = [value, wanted].every((each) => textOf(each) !== "") && !Number.isNaN(one + other);
  return areNumbers ? one - other : compareTexts(textOf(value), textOf(wanted));
}

function itemsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  return isKind(value, "set") ? value.items : [value];
}

function fold(value: Value): string {
  return textOf(value).toLowerCase();
}

function textOf(value: Value): string {
  return isScalar(value) ? String(value) : "";
}
