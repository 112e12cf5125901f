import {
  constrain,
  type ConstrainedModel,
  createRng,
  type LipschitzConstraint,
  unconstrained,
} from "@lipschitz-gan/core";
import { adam, type BatchSource, type LossName, lossNames, type Optimizer } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { sgd } from "./sgd.ts";

/** A small run as plain data. */
export interface StepCase {
  /** Numbers of a sample. */
  readonly inputs: number;
  readonly latentSize: number;
  readonly batchSize: number;
  readonly nCritic: number;
  readonly steps: number;
  readonly loss: LossName;
  readonly optimizer: "sgd" | "adam";
  /** `linear`: one layer; `hidden`: two; `frozen`: two of which the first is frozen. */
  readonly critic: "linear" | "hidden" | "frozen";
  /** Whether the generator has batch norm, whose statistics move in training. */
  readonly hasBatchNorm: boolean;
  /** Of weights and run. */
  readonly seed: number;
}

/** What runs are drawn. */
export interface StepCaseOptions {
  /** Losses; all if not given. */
  readonly losses?: readonly LossName[];
  /** Whether both models are one layer and the optimizer is plain, so that all gradients have a closed form. */
  readonly isLinear?: boolean;
}

/** Runs of one to three steps. */
export function stepCase({ losses = lossNames, isLinear = false }: StepCaseOptions = {}): fc.Arbitrary<StepCase> {
  return fc.record({
    inputs: fc.integer({ min: 1, max: 3 }),
    latentSize: fc.integer({ min: 1, max: 2 }),
    batchSize: fc.integer({ min: 1, max: 4 }),
    nCritic: fc.integer({ min: 1, max: 3 }),
    steps: fc.integer({ min: 1, max: 3 }),
    loss: fc.constantFrom(...losses),
    optimizer: isLinear ? fc.constant("sgd" as const) : fc.constantFrom("sgd" as const, "adam" as const),
    critic: isLinear ? fc.constant("linear" as const) : fc.constantFrom("linear" as const, "hidden" as const, "frozen" as const), // prettier-ignore
    hasBatchNorm: isLinear ? fc.constant(false) : fc.boolean(),
    seed: fc.nat(1e6),
  });
}

/** The classes of a case, for statistics. */
export function stepLabels({ nCritic, steps, loss, optimizer, critic, hasBatchNorm }: StepCase): readonly string[] {
  return [
    `nCritic: ${nCritic}`,
    `steps: ${steps === 1 ? "one" : "several"}`,
    `loss: ${loss}`,
    `optimizer: ${optimizer}`,
    `critic: ${critic}`,
    `batch norm: ${hasBatchNorm ? "yes" : "no"}`,
  ];
}

/** Step size of plain gradient descent. */
export const LEARNING_RATE = 0.125;

export function optimizerOf({ optimizer }: StepCase): Optimizer {
  return optimizer === "sgd" ? sgd(LEARNING_RATE) : adam({ learningRate: LEARNING_RATE });
}

/** Real batches: normal numbers around 2, others for every number of a batch. */
export function dataOf({ inputs, seed }: StepCase): BatchSource {
  return {
    batch: ({ batchSize, step }) => {
      const random = createRng(seed).stream("data", step);
      return {
        values: Float32Array.from({ length: batchSize * inputs }, () => 2 + random.normal()),
        shape: [batchSize, inputs],
      };
    },
  };
}

/** The critic under a constraint; biases start beyond the limit to which kernels are clipped, and so show whether they are. */
export function criticOf({ inputs, critic, seed }: StepCase, constraint: LipschitzConstraint): ConstrainedModel {
  const first = { name: "first", units: 2, inputShape: [inputs], trainable: critic !== "frozen" };
  const layers =
    critic === "linear"
      ? [tfl.layers.dense({ name: "score", units: 1, inputShape: [inputs] })]
      : [
          tfl.layers.dense(first),
          tfl.layers.leakyReLU({ name: "act", alpha: 0.25 }),
          tfl.layers.dense({ name: "score", units: 1 }),
        ];
  const model = tfl.sequential({ layers });
  fill(model, seed);
  const vectors = new Set(["bias", "scale"]);
  const select = (weight: { layer: string; kind: string }): boolean =>
    !vectors.has(weight.kind) && !(critic === "frozen" && weight.layer === "first");
  return constrain(model, constraint, { select, rng: createRng(seed) });
}

/** The generator, under no constraint. */
export function generatorOf({ inputs, latentSize, hasBatchNorm, seed }: StepCase): ConstrainedModel {
  const make = tfl.layers.dense({ name: "make", units: inputs, inputShape: [latentSize] });
  const layers = hasBatchNorm ? [make, tfl.layers.batchNormalization({ name: "norm" })] : [make];
  const model = tfl.sequential({ layers });
  fill(model, seed + 1);
  return constrain(model, unconstrained());
}

/** Kernels are normal, all vectors between 1 and 2: biases, gains and running variances. */
function fill(model: tfl.LayersModel, seed: number): void {
  const random = createRng(seed).stream("weights");
  tf.tidy(() => {
    for (const variable of model.weights) {
      const shape = variable.shape.map(Number);
      const length = shape.reduce((product, n) => product * n, 1);
      const entry = shape.length === 1 ? () => 1 + random.uniform() : () => random.normal();
      variable.write(tf.tensor(Float32Array.from({ length }, entry), shape));
    }
  });
}
