import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Exercise, Parameters } from "../../labs/exercise.ts";
import type { Probe } from "../../labs/probe/probe.ts";
import { type Recording, recordAnswers } from "../../labs/probe/recording.ts";
import { runChecks } from "../../labs/run-checks.ts";

/** All that the checks of an exercise asked of a machine in one state, and what it answered. */
export interface RecordedState {
  parameters: Parameters;
  recording: Recording;
}

const folder = join(import.meta.dirname, "../../fixtures/exercises");

/** Where a state is kept: `unsolved`, `solved` or a near miss's name, as a file name. */
const fileOf = (exercise: Exercise, state: string): string =>
  join(folder, exercise.id, `${state.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.json`);

/** Runs the checks over a machine in the state named and keeps what they ask and hear as a fixture. */
export async function captureState(
  exercise: Exercise,
  { state, probe, parameters }: { state: string; probe: Probe; parameters: Parameters },
): Promise<void> {
  const recorder = recordAnswers(probe);
  await runChecks(exercise, { probe: recorder.probe, parameters, timeoutMs: 60_000 });
  const recorded: RecordedState = { parameters, recording: recorder.recording };
  const file = fileOf(exercise, state);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
}

/** A state that was captured earlier. */
export function recordedState(exercise: Exercise, state: string): RecordedState {
  return JSON.parse(readFileSync(fileOf(exercise, state), "utf8")) as RecordedState;
}
