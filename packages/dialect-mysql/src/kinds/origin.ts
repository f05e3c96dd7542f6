import {
  type DraftStep,
  harmless,
  noDependencies,
  refKey,
  refOf,
  type SchemaObject,
  type StepsContext,
} from "@atlas/core";
import { attribute, type BlockReader, type PrintedAttribute, quoted } from "@atlas/hcl";
import { ident, singleQuoted } from "../text.ts";
import { codeKey } from "./hcl/texts.ts";

/**
 * Under whose name and settings stored code was made. What the session gives it that makes it is left out: a text that
 * says nothing of it means exactly that, on any server.
 */
export interface Origin {
  /** The account whose rights it has: `app@%`. Absent: the account that is connected. */
  readonly definer?: string;
  /** Absent: that of the session. */
  readonly sqlMode?: string;
  /** Of events. Absent: that of the session. */
  readonly timeZone?: string;
}

/** As the server has it, whoever is connected. Never compared by itself. */
export type Actual = Required<Pick<Origin, "definer">> & Origin;

/** Stored code that remembers where it comes from. */
export interface Originated extends SchemaObject {
  /** What was chosen; compared only where the desired state says something, and kept when it is made again. */
  readonly origin: Origin;
  /** Absent in an object that a text declares. */
  readonly access?: Actual;
}

/** What each catalog query of such objects selects besides. Inspection keeps the mode of the session in a variable. */
export const sessionColumns =
  "CURRENT_USER() AS `current_user`, @atlas_sql_mode AS session_mode, @@SESSION.time_zone AS session_zone";

export interface OriginRow {
  readonly definer: string;
  readonly current_user: string | null;
  readonly sql_mode?: string;
  readonly session_mode: string | null;
  readonly time_zone?: string;
  readonly session_zone: string | null;
}

export function readOrigin(row: OriginRow): Pick<Originated, "origin"> & { readonly access: Actual } {
  const { definer, sql_mode: sqlMode, time_zone: timeZone } = row;
  return {
    origin: {
      ...(definer !== row.current_user && { definer }),
      ...(sqlMode !== undefined && sqlMode !== row.session_mode && { sqlMode }),
      ...(timeZone !== undefined && timeZone !== row.session_zone && { timeZone }),
    },
    access: {
      definer,
      ...(sqlMode !== undefined && { sqlMode }),
      ...(timeZone !== undefined && { timeZone }),
    },
  };
}

/** The origin of an object as far as another, the desired one, says something of it. */
export function originInTermsOf(from: Originated, to: Originated): Origin {
  const actual: Origin = { ...from.origin, ...from.access };
  const said = Object.keys(to.origin);
  return Object.fromEntries(Object.entries(actual).filter(([key]) => said.includes(key)));
}

/**
 * The object with what its namesake was made under, where it says nothing itself: with its definer, and the settings
 * unless the code is another, which was written for the session as it is.
 */
export function withKeptOrigin<O extends Originated & { readonly body?: string }>(
  object: O,
  context: StepsContext,
): O {
  const previous = namesakeOf(object, context);
  if (!previous) return object;
  const { definer } = previous.origin;
  const isSame = codeKey(previous.body ?? "") === codeKey(object.body ?? "");
  const kept = isSame ? previous.origin : definer === undefined ? {} : { definer };
  return { ...object, origin: { ...kept, ...object.origin } };
}

/** The object with all that it was made under, where a comparison kept no more of it than the other side says. */
export function withWholeOrigin<O extends Originated>(from: O, context: StepsContext): O {
  return { ...from, origin: { ...namesakeOf(from, context)?.origin, ...from.origin } };
}

/** What has its name in the present state. */
function namesakeOf<O extends Originated>(object: O, context: StepsContext): O | undefined {
  const key = refKey(refOf(object));
  return context.from.objects.find(
    (other): other is O => other.kind === object.kind && refKey(refOf(other)) === key,
  );
}

/** `DEFINER=`app`@`%` ` with a blank behind; nothing for the account that is connected. */
export function definerSql({ definer }: Origin): string {
  return definer === undefined ? "" : `DEFINER=${accountSql(definer)} `;
}

/** A text literal as the mode reads it under which the code is made. */
export function originLiteral(text: string, { sqlMode = "" }: Origin): string {
  return sqlMode.split(",").includes("NO_BACKSLASH_ESCAPES")
    ? `'${text.replaceAll("'", "''")}'`
    : singleQuoted(text);
}

/** A role of MariaDB has no host. */
export function accountSql(account: string): string {
  const at = account.lastIndexOf("@");
  if (at < 0 || at === account.length - 1) return ident(at < 0 ? account : account.slice(0, at));
  return `${ident(account.slice(0, at))}@${ident(account.slice(at + 1))}`;
}

/** Statements that put the settings in force that an object remembers, and back; none for those of the session. */
function settingTexts(origin: Origin): { readonly before: string; readonly after: string } | undefined {
  const settings = [
    ...(origin.sqlMode === undefined ? [] : [["sql_mode", origin.sqlMode] as const]),
    ...(origin.timeZone === undefined ? [] : [["time_zone", origin.timeZone] as const]),
  ];
  if (settings.length === 0) return undefined;
  const kept = settings.map(([name]) => `@atlas_kept_${name} = @@SESSION.${name}`);
  const set = settings.map(([name, value]) => `SESSION ${name} = ${originLiteral(value, {})}`);
  const restored = settings.map(([name]) => `SESSION ${name} = @atlas_kept_${name}`);
  return { before: `SET ${[...kept, ...set].join(", ")}`, after: `SET ${restored.join(", ")}` };
}

/** The statement as it is to be run in a session with other settings. */
export function textsUnder(sql: string, origin: Origin): readonly string[] {
  const settings = settingTexts(origin);
  return settings ? [settings.before, sql, settings.after] : [sql];
}

/** The step with the settings in force that its object remembers. */
export function underSettings(step: DraftStep, origin: Origin): readonly DraftStep[] {
  const settings = settingTexts(origin);
  if (!settings) return [step];
  const { compound: _compound, remarks: _remarks, goesWith: _goesWith, ...rest } = step;
  const around: DraftStep = { ...rest, ...harmless, ...noDependencies, sql: "", comment: "" };
  return [
    // It waits for what the statement waits for, so that nothing else comes between.
    {
      ...around,
      needs: step.needs,
      prefers: step.prefers ?? [],
      sql: settings.before,
      comment: `set what ${step.comment.replace(/^\w+ /, "")} remembers of its session`,
    },
    step,
    { ...around, prefers: [], sql: settings.after, comment: "set the session back" },
  ];
}

export function printOrigin({ definer, sqlMode, timeZone }: Origin): readonly PrintedAttribute[] {
  return [
    ...attribute("definer", definer === undefined ? undefined : quoted(definer)),
    ...attribute("sql_mode", sqlMode === undefined ? undefined : quoted(sqlMode)),
    ...attribute("time_zone", timeZone === undefined ? undefined : quoted(timeZone)),
  ];
}

/** @param settings - those that an object of the kind can remember, besides its definer. */
export function readDeclaredOrigin(
  block: BlockReader,
  settings: { readonly sqlMode?: true; readonly timeZone?: true } = {},
): Origin {
  const definer = block.text("definer");
  const sqlMode = settings.sqlMode ? block.text("sql_mode") : undefined;
  const timeZone = settings.timeZone ? block.text("time_zone") : undefined;
  return {
    ...(definer !== undefined && { definer: definer.includes("@") ? definer : `${definer}@%` }),
    ...(sqlMode !== undefined && { sqlMode }),
    ...(timeZone !== undefined && { timeZone }),
  };
}
