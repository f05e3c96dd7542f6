import { CallError, Struct } from "@atlas/template";
import type { FileName } from "@atlas/workflows";
import { elapsedNs, goDuration, goTime } from "../render/go-time.ts";

const times = new WeakMap<Struct, string>();

/** A moment in RFC 3339: printed as in JSON; `.Sub` gives the time between two of them. */
export function timeStruct(time: string): Struct {
  const text = (): string => goTime(time);
  const sub = {
    parameters: ["any"],
    call: (other: unknown) => {
      const otherTime = other instanceof Struct ? times.get(other) : undefined;
      if (otherTime === undefined) throw new CallError("takes a time, such as .Start");
      return durationStruct(elapsedNs({ startedAt: otherTime, endedAt: time }));
    },
  } as const;
  const struct = new Struct("Time", {}, { text, json: text, methods: { Sub: sub } });
  times.set(struct, time);
  return struct;
}

/** A length of time: printed as Go does, in JSON nanoseconds. */
export function durationStruct(ns: number): Struct {
  return new Struct("Duration", {}, { text: () => goDuration(ns), json: () => ns });
}

/** The members of a file: those of its JSON, and what Go programs call them. */
export function fileFields({ name, version, description }: FileName): Readonly<Record<string, unknown>> {
  return { Name: name, Version: version, Description: description, Desc: description };
}
