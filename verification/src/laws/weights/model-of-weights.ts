import { constrain, type ConstrainedModel, type ConstrainedWeight, createRng } from "@lipschitz-gan/core";
import type { LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { WeightValues } from "./weight-case.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/**
 * A model of tf.layers that holds the given kernels, each in a layer of its own beside the others, with a bias. Batch
 * norm and PReLU follow, for the sake of their gains. Biases and gains are 3 and −3 in turn.
 *
 * @param weights - kernels; that of position i lies in a layer called `weight<i>`
 */
export function modelOfWeights(weights: readonly WeightValues[]): tfl.LayersModel {
  const channels = weights.map(inputChannels);
  const total = channels.reduce((sum, n) => sum + n, 0);
  const input = tfl.input({ shape: [total, 1, 1], name: "in" });
  const branches = weights.map((weight, i) => {
    const from = channels.slice(0, i).reduce((sum, n) => sum + n, 0);
    const own = channels[i] ?? 0;
    const cropping = [
      [from, total - from - own],
      [0, 0],
    ] as [[number, number], [number, number]];
    const part = layers.cropping2D({ name: `part${i}`, cropping }).apply(input) as Symbolic;
    const targetShape = weight.kind === "dense" ? [own] : [1, 1, own];
    const shaped = layers.reshape({ name: `shape${i}`, targetShape }).apply(part) as Symbolic;
    const output = layerOf(weight, `weight${i}`).apply(shaped) as Symbolic;
    return weight.kind === "dense" ? output : (layers.flatten({ name: `flat${i}` }).apply(output) as Symbolic);
  });
  const joined =
    branches.length === 1 ? branches[0]! : (layers.concatenate({ name: "joined" }).apply(branches) as Symbolic);
  const normalised = layers.batchNormalization({ name: "norm" }).apply(joined) as Symbolic;
  const outputs = layers.prelu({ name: "activation" }).apply(normalised) as Symbolic;
  const model = tfl.model({ inputs: input, outputs });
  fill(model, weights);
  return model;
}

function inputChannels({ kind, shape }: WeightValues): number {
  const axis = { dense: -2, conv: -2, "conv-transpose": -1, depthwise: -2 }[kind as "dense"];
  return shape.at(axis) ?? 0;
}

/** The layer of a kernel. Padding lets any window meet an image of one pixel. */
function layerOf({ kind, shape }: WeightValues, name: string): tfl.layers.Layer {
  const [height = 1, width = 1, third = 1, fourth = 1] = shape;
  const shared = { name, kernelSize: [height, width] as [number, number], padding: "same" as const };
  switch (kind) {
    case "dense":
      return layers.dense({ name, units: width });
    case "conv":
      return layers.conv2d({ ...shared, filters: fourth });
    case "conv-transpose":
      return layers.conv2dTranspose({ ...shared, filters: third });
    default:
      return layers.depthwiseConv2d({ ...shared, depthMultiplier: fourth });
  }
}

/** Kernels as given; everything else 3 and −3 in turn, beyond the bounds that are tested. */
function fill(model: tfl.LayersModel, weights: readonly WeightValues[]): void {
  tf.tidy(() => {
    for (const layer of model.layers) {
      const kernel = weights[Number(/^weight(\d+)$/.exec(layer.name)?.[1] ?? Number.NaN)];
      for (const [position, variable] of layer.weights.entries()) {
        const shape = variable.shape.map(Number);
        const length = shape.reduce((product, n) => product * n, 1);
        const isKernel = kernel !== undefined && position === 0;
        const values = isKernel ? kernel.values : Float32Array.from({ length }, (_, i) => (i % 2 === 0 ? 3 : -3));
        variable.write(tf.tensor(values, shape));
      }
    }
  });
}

/**
 * A model that holds the given kernels, under a constraint.
 *
 * @param weights - the kernels
 * @param constraint - the constraint
 */
export function constrainedWeights(
  weights: readonly WeightValues[],
  constraint: LipschitzConstraint,
): ConstrainedModel {
  return constrain(modelOfWeights(weights), constraint, { rng: createRng(17) });
}

/**
 * The constrained weights in the order in which their kernels were given.
 *
 * @param critic - from {@link constrainedWeights}
 */
export function inGivenOrder(critic: ConstrainedModel): readonly ConstrainedWeight[] {
  return critic.weights.toSorted((one, other) => Number(one.layer.slice(6)) - Number(other.layer.slice(6)));
}

/**
 * The value that a forward pass reads for each weight.
 *
 * @param critic - from {@link constrainedWeights}
 * @returns values in the order in which the kernels were given
 */
export async function readWeights(critic: ConstrainedModel): Promise<readonly Float32Array[]> {
  return readAll(critic.forward((pass) => inGivenOrder(critic).map(pass.weight)));
}

/**
 * The values of tensors, copied.
 *
 * @param tensors - float tensors, which live on
 */
export function readAll(tensors: readonly tf.Tensor[]): Promise<readonly Float32Array[]> {
  return Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
}
