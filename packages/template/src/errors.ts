import { AtlasError, type Place } from "@atlas/core";
import { bytesOf } from "./values.ts";

/** One template text. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * What is wrong with a template's text, in Go's words: `template: name:1: message`.
 *
 * @param at - offset in the text.
 */
export function parseError(source: Source, at: number, message: string): AtlasError {
  const place = placeOf(source, at);
  return new AtlasError("E_FORMAT", `template: ${source.name}:${place.line}: ${message}`, { place });
}

/** What was run when something went wrong. */
export interface Running {
  /** A definition in the text, or all of it. */
  readonly running: string;
  /** The part of it, as text. */
  readonly context: string;
  readonly cause?: unknown;
  /** What to do next. */
  readonly hint?: string;
}

/**
 * What went wrong while a template ran: `template: name:1:2: executing "name" at <.X>: message`. The column
 * of the message counts bytes from 0, as Go's does; that of the place counts characters from 1.
 */
export function executionError(
  source: Source,
  at: number,
  message: string,
  { running, context, ...options }: Running,
): AtlasError {
  const place = placeOf(source, at);
  const lineStart = source.text.lastIndexOf("\n", at - 1) + 1;
  const column = bytesOf(source.text.slice(lineStart, at)).length;
  return new AtlasError(
    "E_FORMAT",
    `template: ${source.name}:${place.line}:${column}: executing ${JSON.stringify(running)} at <${context}>: ${message}`,
    { place, ...options },
  );
}

function placeOf(source: Source, at: number): Place {
  const before = source.text.slice(0, at);
  const line = before.split("\n").length;
  return { file: source.name, line, column: at - (before.lastIndexOf("\n") + 1) + 1 };
}

/** Thrown by a function for what its caller did wrong; becomes `error calling <name>: <message>`. */
export class CallError extends Error {
  override readonly name = "CallError";
}
