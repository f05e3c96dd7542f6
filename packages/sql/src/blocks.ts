import type { SqlSyntax } from "@atlas/core";
import type { Token } from "./tokens.ts";

/** Words between CREATE and the kind of object it makes. */
const modifiers = new Set(["OR", "REPLACE", "TEMP", "TEMPORARY", "AGGREGATE", "CONSTRAINT"]);

/** Words that no name of an account can be taken for, and after which no body comes. */
const notOfDefiners = new Set(["VIEW", "SQL"]);

/**
 * Follows one statement from its first token and knows whether a `BEGIN … END` body is open in it.
 *
 * END closes a body only where a statement could start: the END of a CASE expression, or a column of that
 * name, stands elsewhere, and `END IF`, `END LOOP` and `END CASE` are told by their second word.
 */
export class BlockTracker {
  readonly #syntax: SqlSyntax;
  #header: "start" | "create" | "definer" | "begin" | "body" | "other" = "start";
  #compound = false;
  #atomic = false;
  #opened: number[] = [];
  /** Offset of a BEGIN that the statement starts with. */
  #begunAt = 0;
  #previous = "";
  /** The word that the statement inside of the body starts with; HANDLER in the declaration of one. */
  #first = "";
  /** An END that closes unless the next word belongs to it. */
  #pendingEnd = false;

  constructor(syntax: SqlSyntax) {
    this.#syntax = syntax;
  }

  get isOpen(): boolean {
    return this.#opened.length - (this.#pendingEnd ? 1 : 0) > 0;
  }

  /** Offset of the BEGIN that is still open. */
  get openedAt(): number | undefined {
    return this.isOpen ? this.#opened[0] : undefined;
  }

  /** @param depth - of parentheses: no body opens or ends inside one. */
  take(token: Token, depth: number): void {
    const text = token.kind === "word" ? token.text.toUpperCase() : token.kind === "symbol" ? token.text : "";
    if (this.#pendingEnd) {
      this.#pendingEnd = false;
      if (!/^(?:IF|LOOP|WHILE|REPEAT|CASE|FOR)$/.test(text)) this.#opened.pop();
    }
    if (this.#header !== "body") this.#readHeader(token, text, depth);
    else if (depth === 0 && text !== "") this.#readBody(token, text);
    this.#previous = text;
  }

  #readHeader(token: Token, text: string, depth: number): void {
    if (this.#header === "start") this.#readStart(token, text);
    else if (this.#header === "begin") {
      // MariaDB has blocks outside of routines: BEGIN NOT ATOMIC.
      this.#compound = text === "NOT" && depth === 0;
      if (this.#compound) this.#opened.push(this.#begunAt);
      this.#header = this.#compound ? "body" : "other";
    } else if (this.#header === "create" || this.#header === "definer") {
      if (token.kind !== "word") return;
      const isCompound = this.#syntax.compoundStatements.some((kind) => kind.toUpperCase() === text);
      const isRoutine = text === "FUNCTION" || text === "PROCEDURE";
      this.#compound = isCompound;
      this.#atomic = isRoutine && this.#syntax.atomicBodies;
      if (isCompound || this.#atomic) this.#header = "body";
      else if (text === "DEFINER") this.#header = "definer";
      else if (this.#header === "definer" ? notOfDefiners.has(text) : !modifiers.has(text))
        this.#header = "other";
    }
  }

  /** An event is altered with a body of its own. */
  #readStart(token: Token, text: string): void {
    const { compoundStatements } = this.#syntax;
    if (text === "BEGIN" && compoundStatements.includes("procedure")) {
      this.#begunAt = token.start;
      this.#header = "begin";
    } else {
      const isHeader = text === "CREATE" || (text === "ALTER" && compoundStatements.includes("event"));
      this.#header = isHeader ? "create" : "other";
    }
  }

  #readBody(token: Token, text: string): void {
    if (this.#opened.length === 0) {
      // A trigger may itself be called so: `CREATE TRIGGER begin …`.
      const isName = /^(?:TRIGGER|FUNCTION|PROCEDURE|EVENT|EXISTS|ON|\.)$/.test(this.#previous);
      if (text === "BEGIN" && this.#compound && !isName) this.#opened.push(token.start);
      else if (text === "ATOMIC" && this.#atomic && this.#previous === "BEGIN")
        this.#opened.push(token.start);
      return;
    }
    const startsStatement = /^(?:;|BEGIN|ATOMIC|THEN|ELSE|DO|LOOP|REPEAT|:)$/.test(this.#previous);
    if (startsStatement || (this.#first === "DECLARE" && text === "HANDLER")) this.#first = text;
    // Behind the conditions of a handler its statement follows without any sign.
    const mayOpen = startsStatement || this.#first === "HANDLER";
    if (text === "END" && startsStatement) this.#pendingEnd = true;
    else if (text === "BEGIN" && mayOpen && this.#compound) this.#opened.push(token.start);
  }
}
