import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { format } from "./format.ts";

/** What is written, and how it is laid out. */
const cases: Readonly<Record<string, readonly [from: string, to: string]>> = {
  "indents blocks by two blanks": [
    'a "x" {\nb {\n        c = 1\n}\n}',
    'a "x" {\n  b {\n    c = 1\n  }\n}\n',
  ],
  "aligns consecutive attributes": ["a=1\nlonger=2\n\nb=3\n", "a      = 1\nlonger = 2\n\nb = 3\n"],
  "starts a new run behind a block": ["a=1\nlonger{}\nbb=3\n", "a = 1\nlonger {}\nbb = 3\n"],
  "starts a new run behind a value of several lines": [
    "a = [\n1,\n2\n]\nlonger=2\n",
    "a = [\n  1,\n  2\n]\nlonger = 2\n",
  ],
  "does not end a run at a heredoc": [
    "longer = 1\na = <<-X\n   as it   is ${ x }\n X\nbb=3\n",
    "longer = 1\na      = <<-X\n   as it   is ${ x }\n X\nbb     = 3\n",
  ],
  "aligns comments behind lines": [
    "a = 1 # one\nlonger = 22 // two\n",
    "a      = 1  # one\nlonger = 22 // two\n",
  ],
  "keeps every comment where it is": [
    "# head\na = /* in */ 1\n\n  // alone\nb {\n# inside\n/* two\n   lines */\n}\n",
    "# head\na = /* in */ 1\n\n// alone\nb {\n  # inside\n  /* two\n   lines */\n}\n",
  ],
  "leaves one blank line of several": ["\n\na = 1\n\n\n\nb = 2\n\n\n", "a = 1\n\nb = 2\n"],
  "takes blanks at ends of lines away, and carriage returns": ["a = 1  \r\nb = 2\r\n", "a = 1\nb = 2\n"],
  "spaces lists and calls": ["a=[ 1,2 ,f( x,y... ) ]\n", "a = [1, 2, f(x, y...)]\n"],
  "keeps what stands behind commas in types": [
    "type=numeric( 6,2 )\nreturn = numeric(6,  2)\nx = f(6,2)\n",
    "type   = numeric(6,2)\nreturn = numeric(6, 2)\nx      = f(6, 2)\n",
  ],
  "spaces objects": ["a={b=1,c:2}\nd={ }\n", "a = { b = 1, c : 2 }\nd = {}\n"],
  "spaces operators": ["a=-1+b*( !c?d:-e )\n", "a = -1 + b * (!c ? d : -e)\n"],
  "keeps references together": ['a = b . c [ "x" ] . * . d [ * ] . 0 [ 1 ]\n', 'a = b.c["x"].*.d[*].0[1]\n'],
  "spaces for expressions": [
    "a=[for k,v in(m):k if(v)]\nb={for x in y:x=>x...}\n",
    "a = [for k, v in (m) : k if (v)]\nb = { for x in y : x => x... }\n",
  ],
  "spaces templates": ['a="${ b }%{if c}d%{~ endif~}"\n', 'a = "${b}%{ if c }d%{~ endif ~}"\n'],
  "keeps a number and an index apart": ["a = x.0 .1\n", "a = x.0 .1\n"],
  "indents brackets opened on one line once": [
    "a = f([\n{ b = 1 },\n], {\nc = 2\n})\n",
    "a = f([\n  { b = 1 },\n], {\n  c = 2\n})\n",
  ],
  "keeps blocks of one line": ["a { b=1 }\nc {}\n", "a { b = 1 }\nc {}\n"],
  "writes nothing for nothing": ["\n\n", ""],
};

describe("format", () => {
  for (const [name, [from, to]] of Object.entries(cases))
    it(name, () => {
      const once = format({ name: "x.hcl", text: from });
      assert.equal(once, to);
      assert.equal(format({ name: "x.hcl", text: once }), once);
    });
});
