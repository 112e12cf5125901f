import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { bitsApart, type RunChanges, snapshotsApart, startRecorded } from "./recorded-run.ts";
import type { Snapshot } from "./recorder.ts";
import { type StepCase, stepCase, stepLabels } from "./step-case.ts";
import type { StepRun, TrainingStep } from "./subject.ts";

const cases = stepCase();
const labels = stepLabels;

/** Starts a run, does something with it, and reads what is left. */
async function bytesAfter(
  subject: TrainingStep,
  given: StepCase,
  act: (run: StepRun) => Promise<void>,
  changes: RunChanges = {},
): Promise<Snapshot> {
  const recorded = startRecorded(subject, given, changes);
  try {
    await act(recorded.run);
    return await recorded.bytes();
  } finally {
    recorded.dispose();
  }
}

async function drawn(run: StepRun): Promise<Float32Array> {
  const sample = run.sample(2, 7);
  const values = await sample.data<"float32">();
  sample.dispose();
  return values;
}

/** Sampling leaves no trace. */
export const samplingMovesNothing: Law<TrainingStep> = defineLaw({
  name: "sampling-moves-nothing",
  statement: "Drawing samples gives the same twice, moves no variable, state or statistic, and changes no later step.",
  source: "pytorch #8208, SNP #46: evaluation goes on changing u; tfjs batch norm in training mode",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const recorded = startRecorded(subject, given);
    try {
      await recorded.run.run(1);
      const before = await recorded.bytes();
      const [first, second] = [await drawn(recorded.run), await drawn(recorded.run)];
      const after = await recorded.bytes();
      await recorded.run.run(1);
      const later = await recorded.bytes();
      const undisturbed = await bytesAfter(subject, given, (run) => run.run(2));
      return [
        { observed: bitsApart(first, second), allowed: 0, what: "numbers of the second sample that differ" },
        { observed: snapshotsApart(before, after), allowed: 0, what: "numbers of the state that sampling moved" },
        { observed: snapshotsApart(later, undisturbed), allowed: 0, what: "numbers that differ a step later" },
      ];
    } finally {
      recorded.dispose();
    }
  },
});

/** A run can be taken up again. */
export const resumes: Law<TrainingStep> = defineLaw({
  name: "resumes",
  statement: "A run that is saved and taken up by fresh models goes on as the uninterrupted one, bit by bit.",
  source:
    "pytorch #8208: u after loading a checkpoint; no other framework resumes state, moments and random numbers together",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    let saved: unknown;
    const whole = await bytesAfter(subject, given, async (run) => {
      await run.run(given.steps);
      saved = await run.save();
      await run.run(2);
    });
    const resume = async (run: StepRun): Promise<void> => {
      run.restore(saved);
      await run.run(2);
    };
    const resumed = await bytesAfter(subject, given, resume, { weightSeed: given.seed + 10 });
    return [{ observed: snapshotsApart(whole, resumed), allowed: 0, what: "numbers that differ after two more steps" }];
  },
});

/** A seed is all there is to know. */
export const repeats: Law<TrainingStep> = defineLaw({
  name: "repeats",
  statement: "The same seed gives the same run, bit by bit, and another seed another one.",
  source: "randomness is an argument",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const run = (started: StepRun): Promise<void> => started.run(given.steps);
    const first = await bytesAfter(subject, given, run);
    const again = await bytesAfter(subject, given, run);
    const other = await bytesAfter(subject, given, run, { runSeed: given.seed + 1 });
    return [
      { observed: snapshotsApart(first, again), allowed: 0, what: "numbers that differ for the same seed" },
      { observed: snapshotsApart(first, other) > 0 ? 0 : 1, allowed: 0, what: "another run for another seed" },
    ];
  },
});
