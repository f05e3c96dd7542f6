import type { Source } from "./errors.ts";
import type { Branch, Node, Pipe } from "./nodes.ts";
import { maxNesting, type Names, parsePipe } from "./parse-pipe.ts";
import { quoteText } from "./quote.ts";
import { TokenReader } from "./token-reader.ts";
import { type Token, tokenize } from "./tokens.ts";
import { unquote } from "./literals.ts";

/** A template that was read: its own text, and what it defines beside it. */
export interface Tree {
  readonly source: Source;
  /** By name; the text as a whole under the name of the source. */
  readonly definitions: ReadonlyMap<string, readonly Node[]>;
  /** The texts that definitions of a library come from. */
  readonly origins?: ReadonlyMap<string, Source>;
}

/**
 * Reads a template.
 *
 * @param refusal - why a function cannot be called, such as `not defined`; `undefined`: it can.
 * @throws {AtlasError} `E_FORMAT` with the place.
 */
export function parse(source: Source, refusal: Names["refusal"]): Tree {
  return new Parser(source, refusal).parse();
}

/** What ended a list of nodes. */
type Ending = { readonly type: "end" | "else"; readonly token: Token };

class Parser {
  readonly #reader: TokenReader;
  readonly #refusal: Names["refusal"];
  readonly #definitions = new Map<string, readonly Node[]>();
  #names: Names;
  /** How many ranges are open around this place. */
  #ranges = 0;
  #depth = 0;

  constructor(source: Source, refusal: Names["refusal"]) {
    this.#reader = new TokenReader(source, tokenize(source.text));
    this.#refusal = refusal;
    this.#names = { refusal, variables: ["$"] };
  }

  parse(): Tree {
    const reader = this.#reader;
    const nodes: Node[] = [];
    while (reader.peek().type !== "end_of_text") {
      const start = reader.index;
      const opens = reader.next().type === "left";
      if (opens && this.#takeKeyword("define")) this.#definition();
      else {
        reader.index = start;
        const node = this.#textOrAction();
        if (isEnding(node)) throw reader.fail(`unexpected {{${node.type}}}`, node.token);
        nodes.push(node);
      }
    }
    this.#define(reader.source.name, nodes);
    return { source: reader.source, definitions: this.#definitions };
  }

  #takeKeyword(word: string): boolean {
    const token = this.#reader.peekNonSpace();
    if (token.type !== "keyword" || token.text !== word) return false;
    this.#reader.next();
    return true;
  }

  /** An empty definition gives way to another of its name; two that are not are a mistake. */
  #define(name: string, nodes: readonly Node[]): void {
    const former = this.#definitions.get(name);
    if (former && !isEmpty(former)) {
      if (isEmpty(nodes)) return;
      throw this.#reader.fail(`template: multiple definition of template ${quoteText(name)}`);
    }
    this.#definitions.set(name, nodes);
  }

  #textOrAction(): Node | Ending {
    const token = this.#reader.nextNonSpace();
    if (token.type === "text") return { type: "text", text: token.text };
    if (token.type !== "left") throw this.#reader.unexpected(token, "input");
    return this.#action();
  }

  #action(): Node | Ending {
    const reader = this.#reader;
    const token = reader.peekNonSpace();
    if (token.type !== "keyword") return { type: "action", pipe: parsePipe(reader, this.#names, "command") };
    reader.next();
    switch (token.text) {
      case "if":
      case "range":
      case "with":
        return this.#branch(token.text, token);
      case "else": {
        const next = reader.peekNonSpace();
        // The word that follows in `{{else if …}}` is read by the branch it belongs to.
        if (next.type !== "keyword" || (next.text !== "if" && next.text !== "with"))
          reader.expect(["right"], "else");
        return { type: "else", token };
      }
      case "end":
        reader.expect(["right"], "end");
        return { type: "end", token };
      case "break":
      case "continue":
        reader.expect(["right"], `{{${token.text}}}`);
        if (this.#ranges === 0) throw reader.fail(`{{${token.text}}} outside {{range}}`);
        return { type: token.text, at: token.at };
      case "template":
        return this.#call();
      case "block":
        return this.#block();
      default:
        throw reader.unexpected(token, "command");
    }
  }

  #branch(type: Branch["type"], { at }: Token): Branch {
    const reader = this.#reader;
    const inSight = this.#names.variables.length;
    const pipe = parsePipe(reader, this.#names, type);
    if (type === "range") this.#ranges++;
    const [body, ending] = this.#list();
    if (type === "range") this.#ranges--;
    let otherwise: readonly Node[] = [];
    if (ending.type === "else") {
      const next = reader.peek();
      if (type !== "range" && next.type === "keyword" && next.text === type) {
        reader.next();
        otherwise = [this.#nested(() => this.#branch(type, next))];
      } else {
        const [nodes, end] = this.#list();
        if (end.type !== "end") throw reader.fail(`expected end; found {{else}}`, end.token);
        otherwise = nodes;
      }
    }
    this.#names.variables.length = inSight;
    return { type, at, pipe, body, otherwise };
  }

  /** Nodes up to the `{{end}}` or `{{else}}` that closes them. */
  #list(): readonly [readonly Node[], Ending] {
    return this.#nested(() => {
      const nodes: Node[] = [];
      while (this.#reader.peekNonSpace().type !== "end_of_text") {
        const node = this.#textOrAction();
        if (isEnding(node)) return [nodes, node];
        nodes.push(node);
      }
      throw this.#reader.fail("unexpected EOF", this.#reader.peek());
    });
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > maxNesting) throw this.#reader.fail("blocks are nested too deeply");
    const result = read();
    this.#depth--;
    return result;
  }

  #call(): Node {
    const context = "template clause";
    const { name, at } = this.#name(context);
    let pipe: Pipe | undefined;
    if (this.#reader.peekNonSpace().type === "right") this.#reader.next();
    else pipe = parsePipe(this.#reader, this.#names, context);
    return { type: "template", at, name, pipe };
  }

  #block(): Node {
    const context = "block clause";
    const { name, at } = this.#name(context);
    const pipe = parsePipe(this.#reader, this.#names, context);
    this.#definitionBody(name, context);
    return { type: "template", at, name, pipe };
  }

  #definition(): void {
    const context = "define clause";
    const { name } = this.#name(context);
    this.#reader.expect(["right"], context);
    this.#definitionBody(name, context);
  }

  /** Variables and ranges around a definition are not in sight inside it. */
  #definitionBody(name: string, context: string): void {
    const [names, ranges] = [this.#names, this.#ranges];
    this.#names = { refusal: this.#refusal, variables: ["$"] };
    this.#ranges = 0;
    const [nodes, ending] = this.#list();
    if (ending.type !== "end") throw this.#reader.fail(`unexpected {{else}} in ${context}`, ending.token);
    [this.#names, this.#ranges] = [names, ranges];
    this.#define(name, nodes);
  }

  #name(context: string): { readonly name: string; readonly at: number } {
    const token = this.#reader.expect(["string", "raw_string"], context);
    const name = unquote(token.text);
    if (name === undefined) throw this.#reader.fail("invalid syntax");
    return { name, at: token.at };
  }
}

function isEnding(node: Node | Ending): node is Ending {
  return node.type === "end" || node.type === "else";
}

function isEmpty(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.type === "text" && node.text.trim() === "");
}
