import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { criticGraph } from "./critic-graph.ts";

/** An activation between two layers. */
export type CriticActivation = "linear" | "relu" | "leakyReLU" | "tanh" | "sigmoid" | "softplus" | "elu";

/** What every critic has, whatever its architecture. */
export interface CriticWeights {
  /** Between the layers; the last has none. */
  readonly activation: CriticActivation;
  /** Kernels are normal numbers times this over the root of how many inputs they sum; biases a tenth of normal. */
  readonly gain: number;
  /** Of the weights. */
  readonly seed: number;
}

/** Dense layers of the given widths, then one output. */
export interface DenseCritic extends CriticWeights {
  readonly architecture: "dense";
  readonly inputs: number;
  readonly widths: readonly number[];
}

/** Convolutions of 4 × 4 × 2 images, padded, then flatten and one output. */
export interface ConvCritic extends CriticWeights {
  readonly architecture: "conv";
  readonly layers: readonly { readonly filters: number; readonly window: number; readonly stride: number }[];
}

/** `x + branch(x)` as often as `blocks` says, each branch two dense layers with an activation between; then one output. */
export interface ResidualCritic extends CriticWeights {
  readonly architecture: "residual";
  readonly inputs: number;
  readonly width: number;
  readonly blocks: number;
}

/** Two dense branches of the input, or one and the input itself, side by side; then one output. */
export interface ConcatenatingCritic extends CriticWeights {
  readonly architecture: "concatenating";
  readonly inputs: number;
  readonly widths: readonly [number, number];
  readonly keepsInput: boolean;
}

/**
 * One input that holds the sample and a one-hot label side by side, cut apart by reshape and cropping2D. The label goes
 * through a dense layer and joins the hidden features of the sample in the middle.
 */
export interface ConditionalCritic extends CriticWeights {
  readonly architecture: "conditional";
  /** Numbers of a sample. */
  readonly inputs: number;
  /** Classes. */
  readonly labels: number;
  readonly embedding: number;
  readonly width: number;
}

/** A critic of one sample as small plain data. */
export type CriticCase = DenseCritic | ConvCritic | ResidualCritic | ConcatenatingCritic | ConditionalCritic;

/** What critics are drawn. */
export interface CriticCaseOptions {
  /** Which architectures, at least one; all if not given. */
  readonly architectures?: readonly CriticCase["architecture"][];
  /** Which activations, at least one; all if not given. */
  readonly activations?: readonly CriticActivation[];
}

/**
 * Critics so small that a thousand of them are quick: inputs of 2 to 4 numbers or 4 × 4 × 2, widths of 1 to 5.
 *
 * @param options - architectures and activations
 * @returns cases for {@link buildCritic}
 */
export function criticCase({
  architectures = ["dense", "conv", "residual", "concatenating", "conditional"],
  activations = ["linear", "relu", "leakyReLU", "tanh", "sigmoid", "softplus", "elu"],
}: CriticCaseOptions = {}): fc.Arbitrary<CriticCase> {
  const weights = {
    activation: fc.constantFrom(...activations),
    gain: fc.constantFrom(1, 0.1, 3),
    seed: fc.nat(1e6),
  };
  const width = fc.integer({ min: 1, max: 5 });
  const inputs = fc.integer({ min: 2, max: 4 });
  const layer = fc.record({
    filters: fc.integer({ min: 1, max: 3 }),
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
  });
  const arbitraries: Record<CriticCase["architecture"], fc.Arbitrary<CriticCase>> = {
    dense: fc.record({
      architecture: fc.constant("dense"),
      inputs,
      widths: fc.array(width, { maxLength: 3 }),
      ...weights,
    }),
    conv: fc.record({
      architecture: fc.constant("conv"),
      layers: fc.array(layer, { minLength: 1, maxLength: 2 }),
      ...weights,
    }),
    residual: fc.record({
      architecture: fc.constant("residual"),
      inputs,
      width,
      blocks: fc.integer({ min: 1, max: 2 }),
      ...weights,
    }),
    concatenating: fc.record({
      architecture: fc.constant("concatenating"),
      inputs,
      widths: fc.tuple(width, width),
      keepsInput: fc.boolean(),
      ...weights,
    }),
    conditional: fc.record({
      architecture: fc.constant("conditional"),
      inputs,
      labels: fc.integer({ min: 2, max: 3 }),
      embedding: fc.integer({ min: 1, max: 3 }),
      width,
      ...weights,
    }),
  };
  return fc.oneof({ withCrossShrink: true }, ...architectures.map((architecture) => arbitraries[architecture]));
}

/**
 * Shape of one sample that the critic takes, without the batch.
 *
 * @param given - the case
 * @returns `[inputs]`; `[4, 4, 2]` of a convolutional critic, `[inputs + labels]` of a conditional one
 */
export function sampleShapeOf(given: CriticCase): number[] {
  switch (given.architecture) {
    case "conv":
      return [4, 4, 2];
    case "conditional":
      return [given.inputs + given.labels];
    default:
      return [given.inputs];
  }
}

/**
 * Builds a critic, all layers named, and fills its weights: the same case gives the same critic on every machine.
 *
 * @param given - the case
 * @returns a model from `[batch, ...sampleShapeOf(given)]` to `[batch, 1]`, which the caller disposes
 */
export function buildCritic(given: CriticCase): tfl.LayersModel {
  const input = tfl.input({ shape: sampleShapeOf(given), name: "sample" });
  const model = tfl.model({ inputs: input, outputs: criticGraph(given, input), name: given.architecture });
  fill(model, given);
  return model;
}

function fill(model: tfl.LayersModel, { gain, seed }: CriticWeights): void {
  const rng = createRng(seed);
  tf.tidy(() => {
    for (const variable of model.weights) {
      const shape = variable.shape.map(Number);
      // A stream for each weight, so that a change of one layer does not move the others.
      const random = rng.stream(variable.originalName);
      const fanIn = shape.slice(0, -1).reduce((product, n) => product * n, 1);
      const scale = shape.length === 1 ? 0.1 : gain / Math.sqrt(fanIn);
      const length = shape.reduce((product, n) => product * n, 1);
      variable.write(tf.tensor(Float32Array.from({ length }, () => scale * random.normal()), shape)); // prettier-ignore
    }
  });
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 * @returns its architecture, activation, gain, and how many layers with kernels lie one after the other
 */
export function criticLabels(given: CriticCase): readonly string[] {
  return [
    `architecture: ${given.architecture}`,
    `activation: ${given.activation}`,
    `gain: ${given.gain}`,
    `depth: ${depth(given)}`,
  ];
}

function depth(given: CriticCase): number {
  switch (given.architecture) {
    case "dense":
      return given.widths.length + 1;
    case "conv":
      return given.layers.length + 1;
    case "residual":
      return 2 * given.blocks + 1;
    case "concatenating":
      return 2;
    default: // conditional
      return 3;
  }
}
