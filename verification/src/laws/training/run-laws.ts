import type { ConstrainedModel } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { snapshotsApart } from "../step/recorded-run.ts";
import { readNamed, type Snapshot } from "../step/recorder.ts";
import type { TrainedConstraint } from "./subject.ts";
import { type TrainingCase, trainingCase, trainingLabels } from "./training-case.ts";
import { trainingRun, weightsNow } from "./training-run.ts";

const share = 0.05;
const cases = (subject: TrainedConstraint): fc.Arbitrary<TrainingCase> => trainingCase(subject.make());
const labels = trainingLabels;

async function stateOf(critic: ConstrainedModel): Promise<Snapshot> {
  return readNamed(critic.state());
}

async function usedOf(critic: ConstrainedModel): Promise<Snapshot> {
  return Object.fromEntries((await weightsNow(critic)).map(({ weight, values }) => [`used/${weight.name}`, values]));
}

/** Nothing blows up. */
export const staysFinite: Law<TrainedConstraint> = defineLaw({
  name: "stays-finite",
  statement: "Weights, state and every W̄ stay finite.",
  source: "CMP #9: NaN with penalty and spectral norm; DeblurGAN-tf #11",
  share,
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    let bad = 0;
    const count = (values: Snapshot): void => {
      for (const entries of Object.values(values)) bad += entries.filter((x) => !Number.isFinite(x)).length;
    };
    await trainingRun(subject, given, {
      onStep: ({ used }) => {
        for (const { weight, values } of used) count({ [weight.name]: values });
      },
      onEnd: async (critic) => {
        count(await stateOf(critic));
        count(await usedOf(critic));
      },
    });
    return [{ observed: bad, allowed: 0, what: "numbers that are not finite" }];
  },
});

/** Nothing leaks. */
export const leaksNothing: Law<TrainedConstraint> = defineLaw({
  name: "leaks-nothing",
  statement: "From the second step on the number of tensors is the same after every step.",
  source: "tfjs #200, #5980, #7983: leaks of a few tensors a step end a long run",
  share,
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    const counts: number[] = [];
    await trainingRun(subject, given, { onStep: () => void counts.push(tf.memory().numTensors) });
    const [, second = Number.NaN, ...later] = counts;
    return [{ observed: Math.max(...later.map((n) => Math.abs(n - second))), allowed: 0, what: "tensors more than after step 2" }]; // prettier-ignore
  },
});

/** A seed repeats a run. */
export const repeatsTraining: Law<TrainedConstraint> = defineLaw({
  name: "repeats",
  statement: "The same seed gives the same weights and state, bit by bit.",
  source: "randomness is an argument of bind",
  share,
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    const states: Snapshot[] = [];
    const onEnd = async (critic: ConstrainedModel): Promise<void> => void states.push(await stateOf(critic));
    await trainingRun(subject, given, { onEnd });
    await trainingRun(subject, given, { onEnd });
    return [{ observed: snapshotsApart(states[0] ?? {}, states[1] ?? {}), allowed: 0, what: "numbers that differ" }];
  },
});

/** Looking does not change what is seen. */
export const readingMovesNothing: Law<TrainedConstraint> = defineLaw({
  name: "reading-moves-nothing",
  statement: "Reading W̄ moves neither state nor weights, and reading it again gives the same, bit by bit.",
  source: "SNP's W_bar, a property that updates u; pytorch #8208",
  share,
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    let apart = 0;
    await trainingRun(subject, given, {
      onEnd: async (critic) => {
        const [state, used] = [await stateOf(critic), await usedOf(critic)];
        const [later, again] = [await stateOf(critic), await usedOf(critic)];
        apart = snapshotsApart(state, later) + snapshotsApart(used, again);
      },
    });
    return [{ observed: apart, allowed: 0, what: "numbers that a reading has changed" }];
  },
});
