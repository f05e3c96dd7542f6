/** An identifier of an SQL text, as the server would look for it. */
export interface MentionedName {
  /** Without quotes. */
  readonly name: string;
  /** It stood in quotes, so that its letter case counts. */
  readonly isQuoted: boolean;
  /** What stands before it and a dot: a schema, a table, an alias. */
  readonly qualifier?: string;
  /**
   * Where it stands: `relation` – where a table does, behind FROM or INTO; `call` – before arguments; `type` –
   * behind a cast; `name` – in a literal that names an object; `alone` – it is the whole text; `value` – anywhere
   * else, where it usually is a column.
   */
  readonly position: "relation" | "call" | "type" | "name" | "alone" | "value";
}

// A comment, a literal, a quoted, bracketed or bare identifier, or a sign; blanks are passed over.
const pattern =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|('[^']*(?:''[^']*)*')|"([^"]*(?:""[^"]*)*)"|`([^`]*(?:``[^`]*)*)`|\[([^[\]\n]*)\]|([\p{ID_Start}_][\p{ID_Continue}$]*)|(::|[^\s])/gu;

/**
 * The identifiers in an SQL text, in one pass, without those in comments and literals; but with those in
 * literals that name an object, such as `nextval('public.s'::regclass)`. What they stand for nobody asks: a
 * column may have the name of a table.
 */
export function mentionedNames(sql: string): readonly MentionedName[] {
  const walk = new Walk();
  const isAlone = alone.test(sql);
  for (const match of sql.matchAll(pattern)) {
    const [, literal, double, back, bracket, bare, sign] = match;
    const quoted = double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? bracket;
    if (quoted !== undefined) walk.name(quoted, true);
    else if (bare !== undefined) walk.word(bare);
    else if (sign !== undefined) walk.sign(sign);
    else if (literal !== undefined) walk.literal(literal, sql, match.index + literal.length);
    // An index or an array of PostgreSQL looks like a name in brackets.
    if (bracket !== undefined) walk.inside(bracket);
  }
  return isAlone ? at("alone", walk.names) : walk.names;
}

/** A name with its schema, and what a type may have behind it. */
const alone =
  /^\s*(?:"[^"]*"|[\p{ID_Start}_][\p{ID_Continue}$]*)(?:\.(?:"[^"]*"|[\p{ID_Start}_][\p{ID_Continue}$]*))?\s*(?:\([\d\s,]*\))?\s*(?:\[\d*\]\s*)*$/u;

function at(position: MentionedName["position"], names: readonly MentionedName[]): readonly MentionedName[] {
  return names.map((mentioned) => ({ ...mentioned, position }));
}

/** `'…'::regclass` */
function isNameCast(sql: string, from: number): boolean {
  return /^\s*::\s*(?:pg_catalog\.)?reg[a-z]+\b/i.test(sql.slice(from, from + 40));
}

/** Words behind which a table, or a list of them, stands. */
const relationWords: ReadonlySet<string> = new Set(["from", "join", "into", "update", "table", "using"]);
/** Words that keep a table waiting: `FROM ONLY t`. */
const fillers: ReadonlySet<string> = new Set(["only", "lateral", "or", "replace", "ignore"]);
/** Words that end a list of tables. */
const ends: ReadonlySet<string> = new Set(
  "where group order having limit offset fetch union intersect except window set values select returning".split(
    " ",
  ),
);
/** Calls in which FROM stands for something else: `EXTRACT(year FROM x)`. */
const fromInside: ReadonlySet<string> = new Set(["extract", "substring", "trim", "overlay", "position"]);
/** Words behind which a type stands. */
const typeWords: ReadonlySet<string> = new Set(["setof", "of"]);

type Mutable = { -readonly [Key in keyof MentionedName]: MentionedName[Key] };

/** One pair of parentheses. */
interface Level {
  /** A table stands next. */
  expects: boolean;
  /** Behind a comma stands a table again. */
  isList: boolean;
  /** What is called with the parentheses, in lower case; empty: nothing. */
  readonly call: string;
}

class Walk {
  readonly names: Mutable[] = [];
  readonly #levels: Level[] = [];
  #level: Level = { expects: false, isList: false, call: "" };
  /** The name that the last token was; a sign or literal ends it. */
  #last: Mutable | undefined;
  /** The last bare word, in lower case. */
  #word = "";
  #isBehindDot = false;
  #isBehindCast = false;

  word(text: string): void {
    const word = text.toLowerCase();
    const before = this.#word;
    const level = this.#level;
    if (!this.#isBehindDot && relationWords.has(word)) {
      const isOther = word === "from" && (before === "distinct" || fromInside.has(level.call));
      if (!isOther) {
        level.expects = true;
        level.isList = word === "from" || word === "using" || (word === "join" && level.isList);
      }
      this.#keyword(word);
    } else if (!this.#isBehindDot && level.expects && fillers.has(word)) this.#keyword(word);
    else if (!this.#isBehindDot && ends.has(word)) {
      level.expects = false;
      level.isList = false;
      this.#keyword(word);
    } else {
      if (word === "as" && level.call === "cast") this.#isBehindCast = true;
      else this.name(text, false);
      this.#word = word;
    }
  }

  #keyword(word: string): void {
    this.#last = undefined;
    this.#word = word;
  }

  name(name: string, isQuoted: boolean): void {
    const previous = this.#isBehindDot ? this.#last : undefined;
    const position =
      previous?.position ??
      (this.#isBehindCast || typeWords.has(this.#word) ? "type" : this.#level.expects ? "relation" : "value");
    // What stands before a dot is no table itself.
    if (previous && position === "relation") previous.position = "value";
    const mentioned: Mutable = {
      name,
      isQuoted,
      ...(previous && { qualifier: previous.name }),
      position: position === "call" ? "value" : position,
    };
    this.names.push(mentioned);
    this.#last = mentioned;
    this.#level.expects = false;
    this.#isBehindDot = false;
    this.#isBehindCast = false;
    this.#word = "";
  }

  sign(sign: string): void {
    const last = this.#last;
    if (sign === ".") {
      this.#isBehindDot = last !== undefined;
      return;
    }
    if (sign === "(") {
      // Behind INTO a name is followed by columns, behind a cast by a length.
      if (last?.position === "value" || (last?.position === "relation" && this.#level.isList))
        last.position = "call";
      const expects = this.#level.expects && this.#word !== "using";
      this.#levels.push(this.#level);
      this.#level = { expects, isList: expects, call: last?.name.toLowerCase() ?? "" };
    } else if (sign === ")") {
      this.#level = this.#levels.pop() ?? { expects: false, isList: false, call: "" };
      this.#level.expects = false;
    } else if (sign === "," && this.#level.isList) this.#level.expects = true;
    this.#last = undefined;
    this.#isBehindDot = false;
    this.#isBehindCast = sign === "::";
    if (sign !== "(") this.#word = "";
  }

  literal(literal: string, sql: string, end: number): void {
    const isName = /^(?:next|curr|set)val$/.test(this.#level.call) || isNameCast(sql, end);
    this.#last = undefined;
    this.#word = "";
    if (isName) this.names.push(...at("name", mentionedNames(literal.slice(1, -1).replaceAll("''", "'"))));
  }

  inside(text: string): void {
    this.names.push(...mentionedNames(text));
  }
}
