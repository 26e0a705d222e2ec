import type { Exercise } from "../../labs/exercise.ts";
import type { CheckResult } from "../../labs/run-checks.ts";
import type { Text } from "../../labs/text.ts";
import type { Verdict } from "../../labs/verdict.ts";
import type { ExerciseState } from "../protocol/messages.ts";
import type { Attempt } from "../store/store.ts";

/** A hostile machine chooses what a check finds: it must not choose how long the message is. */
const maxTextLength = 1000;

/** An exercise in a session, as a page shows it. Checks that have not run are `pending`. */
export function exerciseState(
  exercise: Exercise,
  { attempt, results }: { attempt: Attempt; results: CheckResult[] | undefined },
): ExerciseState {
  const { parameters, hintsShown, solved } = attempt;
  const verdicts = new Map(results?.map(({ id, verdict }) => [id, shorten(verdict)]));
  return {
    id: exercise.id,
    task: exercise.task(parameters),
    checks: exercise.checks.map((check) => ({
      id: check.id,
      title: check.title(parameters),
      verdict: verdicts.get(check.id) ?? { status: "pending" },
    })),
    solved,
    hints: exercise.hints.slice(0, hintsShown).map((hint) => hint(parameters)),
    hintsLeft: Math.max(0, exercise.hints.length - hintsShown),
  };
}

function shorten(verdict: Verdict): Verdict {
  if (verdict.status === "met") return verdict;
  if (verdict.status === "broken") return { ...verdict, reason: cut(verdict.reason) };
  return { ...verdict, found: cutText(verdict.found), expected: cutText(verdict.expected) };
}

const cutText = ({ en, fr }: Text): Text => ({ en: cut(en), fr: cut(fr) });

const cut = (text: string): string =>
  text.length > maxTextLength ? `${text.slice(0, maxTextLength - 1)}…` : text;
