import {
  adviceText,
  describeRef,
  type SkippedChange,
  type Step,
  type UnmanagedInPlan,
  type UnmanagedObject,
} from "@atlas/core";
import type { Proposal } from "@atlas/workflows";

/** Names what exists and is not managed, so that nobody believes it was compared. */
export function unmanagedText(unmanaged: readonly UnmanagedObject[]): string {
  return linesOf(unmanaged, () => "not managed yet");
}

/** Of each kind so many are named one by one; JSON names them all. */
const namedOfAKind = 20;

function linesOf<T extends Pick<UnmanagedObject, "kind" | "name">>(
  unmanaged: readonly T[],
  saying: (object: T) => string,
): string {
  const groups = Map.groupBy(unmanaged, (object) => `${saying(object)}: ${object.kind}`);
  return [...groups]
    .flatMap(([start, objects]) => [
      ...objects.slice(0, namedOfAKind).map(({ name }) => `${start} ${name}\n`),
      ...(objects.length > namedOfAKind
        ? [`${start}: ${objects.length - namedOfAKind} more, all named with --format '{{ json . }}'\n`]
        : []),
    ])
    .join("");
}

/** Names what a plan says nothing about, and what that means for it. */
export function unplannedText(unmanaged: readonly UnmanagedInPlan[]): string {
  const isLeftOut = ({ mode }: UnmanagedInPlan): boolean => mode !== undefined;
  return (
    linesOf(
      unmanaged.filter((object) => !isLeftOut(object)),
      ({ side }) => unplanned[side],
    ) + leftOutText(unmanaged.filter(isLeftOut))
  );
}

/** Names what differs and is left alone, and by which word of the project file. */
export function leftOutText(leftOut: readonly UnmanagedInPlan[]): string {
  const byMode = Map.groupBy(leftOut, ({ mode = "objects" }) => mode);
  return [...byMode]
    .flatMap(([mode, objects]) => [
      ...objects
        .slice(0, namedOfAKind)
        .map(
          ({ kind, name, difference }) =>
            `not managed: ${difference ?? `${kind} ${name}`}; mode.${mode} is off\n`,
        ),
      ...(objects.length > namedOfAKind
        ? [`not managed: ${objects.length - namedOfAKind} more differences; mode.${mode} is off\n`]
        : []),
    ])
    .join("");
}

const unplanned: Readonly<Record<UnmanagedInPlan["side"], string>> = {
  present: "not managed yet",
  desired: "not managed yet, so not created",
  both: "not managed yet, so not compared",
};

/** Names what was left out, and for whose sake if not by a policy. */
export function skippedText(skipped: readonly SkippedChange[]): string {
  return skipped
    .map(({ change, subject, neededBy }) => {
      const reason = neededBy === undefined ? "" : `: ${neededBy} needs it`;
      return `skipped: ${change} of ${describeRef(subject)}${reason}\n`;
    })
    .join("");
}

/** Names what the plan would lose. */
export function lossText(steps: readonly Step[]): string {
  return steps.flatMap((step) => step.loses.map((lost) => `loses data: ${lost}\n`)).join("");
}

/** Names the steps with texts in which `--qualifier` could not be put before all names. */
export function unqualifiedText(comments: readonly string[]): string {
  return comments.map((comment) => `not qualified everywhere: ${comment}\n`).join("");
}

/** Names what a large table would wait for, and what the statements could not be. */
export function adviceNotes({ advice, plan }: Pick<Proposal, "advice" | "plan">): string {
  const waits = advice.map((one) => `blocks a large table: ${adviceText(one)}\n`);
  return waits.join("") + remarksText(plan.steps);
}

/** Says where statements are not what a policy asks for, and the like. */
export function remarksText(steps: readonly Step[]): string {
  // What several statements have in common is said once.
  const remarks = new Set(steps.flatMap((step) => step.remarks ?? []));
  return [...remarks].map((remark) => `note: ${remark}\n`).join("");
}

/** Whether the plan was tried. */
export function proofText(proof: Proposal["proof"]): string {
  return proof.proven
    ? "The plan was run on a scratch database and led to the desired state."
    : `The plan was not tried on a scratch database: ${proof.reason}`;
}
