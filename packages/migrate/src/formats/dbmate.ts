import { byBytes, namedFile } from "../file.ts";
import {
  assertMarked,
  type DirectoryFormat,
  downText,
  foreignFile,
  foreignScan,
  hasNoTransaction,
  linesOf,
  scanFile,
  upText,
} from "./format.ts";

const pragma = /^--\s*migrate:(up|down)\b(.*)$/;

/** One file with both ways: `-- migrate:up`, `-- migrate:down`. */
export const dbmate: DirectoryFormat = {
  name: "dbmate",
  isRecursive: false,
  list: (names) => byBytes(names.filter((name) => name.endsWith(".sql")).map(namedFile)),
  parse: (file, scan) => {
    const marks = [...linesOf(file.text)].flatMap((line) => {
      const match = pragma.exec(line.text);
      return match ? [{ ...line, way: match[1], options: match[2] ?? "" }] : [];
    });
    const up = marks.find(({ way }) => way === "up");
    const down = up && marks.find(({ way, start }) => way === "down" && start > up.start);
    assertMarked(file, up !== undefined, "-- migrate:up");
    const options = foreignScan(scan);
    return foreignFile(file, {
      statements: up ? scanFile(file, options, { start: up.end, end: down?.start ?? file.text.length }) : [],
      ...(down && { down: () => scanFile(file, options, { start: down.end }) }),
      inTransaction: !/\btransaction:false\b/.test(up?.options ?? ""),
    });
  },
  render: (plan) => [
    {
      name: `${plan.version}${plan.name && `_${plan.name}`}.sql`,
      text: `-- migrate:up${hasNoTransaction(plan) ? " transaction:false" : ""}\n${upText(plan)}\n-- migrate:down\n${downText(plan)}`,
    },
  ],
};
