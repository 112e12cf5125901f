import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { type Batch, batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import {
  buildCritic,
  criticCase,
  type CriticCase,
  criticLabels,
  sampleShapeOf,
} from "../../arbitraries/critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { type OptionsCase, optionsCase } from "./options-case.ts";
import { penaltyOfFunction } from "./penalty-run.ts";
import type { GradientPenaltySubject } from "./subject.ts";

/** Batches that do not belong together. */
interface UnlikeCase {
  readonly real: readonly number[];
  readonly fake: readonly number[];
}

const batchSizes = fc.integer({ min: 1, max: 4 });
const unlike: fc.Arbitrary<UnlikeCase> = fc
  .record({
    real: fc.tuple(batchSizes, fc.integer({ min: 1, max: 3 })),
    fake: fc.tuple(batchSizes, fc.integer({ min: 1, max: 3 })),
  })
  .filter(({ real, fake }) => real.join() !== fake.join());

const zeros = (shape: readonly number[]): Batch => ({
  values: new Float32Array(shape.reduce((product, n) => product * n, 1)),
  shape: [...shape],
});

/** Batches of two shapes are an error, also where broadcasting would make one of them. */
export const refusesShapes: Law<GradientPenaltySubject> = defineLaw({
  name: "refuses-shapes",
  statement: "Real and fake batches of different shapes are refused.",
  source: "one ε for each pair; broadcasting a batch of one would pair it with all",
  cases: unlike,
  labels: ({ real, fake }: UnlikeCase) => [
    `broadcastable: ${real.every((n, i) => n === fake[i] || n === 1 || fake[i] === 1) ? "yes" : "no"}`,
  ],
  measure: async (subject: GradientPenaltySubject, given: UnlikeCase): Promise<Measurement[]> => {
    const context = { real: zeros(given.real), fake: zeros(given.fake), random: createRng(0).stream("penalty") };
    const refused = await penaltyOfFunction(subject.make(), { ...context, critic: (x) => tf.sum(x, 1) }).then(
      () => 0,
      () => 1,
    );
    return [
      { observed: 1 - refused, allowed: 0, what: `[${given.real.join()}] with [${given.fake.join()}] is refused` },
    ];
  },
});

/** What it promises. */
export const promisesNothing: Law<GradientPenaltySubject> = defineLaw({
  name: "promises-nothing",
  statement:
    "It promises a gradient norm of k at sampled points and nothing of any weight, and neither reads, keeps nor moves one.",
  source: "a penalty bounds nothing between the points: an empirical estimate is no certificate",
  cases: fc.record({ options: optionsCase(), critic: criticCase() }),
  labels: ({ critic }) => criticLabels(critic),
  measure: (subject: GradientPenaltySubject, { options, critic }): Measurement[] => {
    const constraint = subject.make(options);
    const view = constrain(buildCritic(critic), constraint);
    const [weight] = view.weights;
    const { promises } = constraint.guarantee;
    const others = promises.filter(
      (promised) =>
        promised.quantity !== "input-gradient" ||
        promised.sense !== "at-sampled-points" ||
        weight === undefined ||
        promised.bound(weight, view.weights.length) !== options.k,
    );
    const bound = constraint.bind(view.weights, createRng(0));
    const hooks = (["update", "parametrize", "project"] as const).filter((hook) => bound[hook] !== undefined);
    const kept = Object.keys(bound.state()).length;
    bound.dispose();
    view.dispose();
    return [
      { observed: Math.abs(promises.length - 1), allowed: 0, what: "one promise" },
      { observed: others.length, allowed: 0, what: "promises of anything else" },
      { observed: hooks.length + kept, allowed: 0, what: "hooks and state for weights" },
    ];
  },
});

interface LeakCase {
  readonly critic: CriticCase;
  readonly options: OptionsCase;
  readonly batch: BatchCase;
}

/** Tensors are freed. */
export const freesTensors: Law<GradientPenaltySubject> = defineLaw({
  name: "frees-tensors",
  statement: "A penalty leaves one tensor behind, its result, and a gradient of it one for each variable.",
  source: "tfjs #200, #5980: what a training loop leaks each step",
  share: 0.5,
  cases: fc.record({ critic: criticCase(), options: optionsCase(), batch: batchCase({ maxBatchSize: 3 }) }),
  labels: ({ critic, batch }: LeakCase) => [...criticLabels(critic), ...batchLabels(batch)],
  measure: (subject: GradientPenaltySubject, { critic, options, batch }: LeakCase): Measurement[] => {
    const view = constrain(buildCritic(critic), subject.make(options));
    const { values, shape } = batchOf(batch, sampleShapeOf(critic));
    const x = tf.tensor(values, shape);
    const penalty = (): tf.Scalar =>
      view.forward((pass) => pass.penalty({ real: x, fake: x, random: createRng(0).stream("penalty") })) ??
      tf.scalar(0);
    const before = tf.memory().numTensors;
    const value = penalty();
    const afterValue = tf.memory().numTensors;
    const { value: same, grads } = tf.variableGrads(penalty, Object.values(view.variables));
    tf.dispose([value, same, grads]);
    const afterAll = tf.memory().numTensors;
    view.dispose();
    return [
      { observed: Math.abs(afterValue - before - 1), allowed: 0, what: "tensors after a penalty, beside its result" },
      { observed: Math.abs(afterAll - before), allowed: 0, what: "tensors after its gradient is freed" },
    ];
  },
});
