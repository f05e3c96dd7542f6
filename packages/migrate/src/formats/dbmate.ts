import { sqlFiles } from "../file.ts";
import {
  assertMarked,
  type DirectoryFormat,
  downText,
  foreignFile,
  foreignScan,
  hasNoTransaction,
  linesOf,
  scanFile,
  sqlFileName,
  upText,
} from "./format.ts";

const pragma = /^--\s*migrate:(up|down)\b(.*)$/;

/** One file with both ways: `-- migrate:up`, `-- migrate:down`. */
export const dbmate: DirectoryFormat = {
  name: "dbmate",
  isRecursive: false,
  list: sqlFiles,
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
      name: sqlFileName(plan),
      text: `-- migrate:up${hasNoTransaction(plan) ? " transaction:false" : ""}\n${upText(plan)}\n-- migrate:down\n${downText(plan)}`,
    },
  ],
};
