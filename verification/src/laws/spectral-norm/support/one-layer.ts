import {
  constrain,
  type ConstrainedModel,
  type ConstrainedWeight,
  createRng,
  type LipschitzConstraint,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { Rows } from "../../../arbitraries/rows.ts";
import { known, type KnownMatrix } from "../../power-iteration/support/matrix-run.ts";
import { values } from "../../power-iteration/support/tensors.ts";
import type { WeightValues } from "../../weights/weight-case.ts";
import { type MatrixView, type ViewedKernel, viewedBlocks } from "./matrix-view.ts";

/** A model of one layer without bias, under a constraint. */
export interface OneLayer {
  readonly critic: ConstrainedModel;
  readonly weight: ConstrainedWeight;
  /** How its mode sees the kernel, where that is not the paper's matrix. */
  readonly view?: MatrixView | undefined;
}

/** Vectors of every block, as the constraint's state holds them. */
export interface StateVectors {
  readonly u: Rows;
  readonly v: Rows;
}

const { layers } = tfl;

/**
 * The layer of a kernel, without bias. It takes images of the size of the window, so that every convolution fits; or it is
 * the layer of the kernel's place.
 *
 * @param kernel - kind, shape and place
 * @param name - of the layer
 */
export function layerOf({ kind, shape, place }: ViewedKernel, name: string): tfl.layers.Layer {
  const [height = 1, width = 1, third = 1, fourth = 1] = shape;
  const window = [height, width] as [number, number];
  const { stride = 1, dilation = 1, padding = "same", image = window } = place ?? {};
  const shared = { name, useBias: false, kernelSize: window, padding, strides: [stride, stride] as [number, number] };
  switch (kind) {
    case "dense":
      return layers.dense({ name, useBias: false, units: width, inputShape: [height] });
    case "conv":
      return layers.conv2d({
        ...shared,
        dilationRate: [dilation, dilation],
        filters: fourth,
        inputShape: [...image, third],
      });
    case "conv-transpose":
      return layers.conv2dTranspose({ ...shared, filters: third, inputShape: [...image, fourth] });
    default:
      return layers.depthwiseConv2d({ ...shared, depthMultiplier: fourth, inputShape: [...image, third] });
  }
}

/**
 * A model of one layer that holds a kernel, under a constraint.
 *
 * @param kernel - the kernel
 * @param constraint - the constraint
 * @param seed - of the start vectors
 */
export function oneLayer(kernel: ViewedKernel, constraint: LipschitzConstraint, seed = 17): OneLayer {
  const model = tfl.sequential({ layers: [layerOf(kernel, "layer")] });
  tf.tidy(() => model.setWeights([kernelTensor(kernel)]));
  const critic = constrain(model, constraint, { rng: createRng(seed) });
  return { critic, weight: critic.weights[0]!, view: kernel.view }; // the model has one weight
}

/** A kernel as the layer keeps it. */
export function kernelTensor({ shape, values: entries }: WeightValues): tf.Tensor {
  return tf.tensor(entries, [...shape]);
}

/** Gives the layer another kernel of the same shape. */
export function assign({ weight }: OneLayer, kernel: WeightValues): void {
  weight.variable.assign(kernelTensor(kernel));
}

/** The entries of W̄, the kernel that a forward pass reads. */
export async function barOf({ critic, weight }: OneLayer): Promise<number[]> {
  return values(critic.forward((pass) => tf.clone(pass.weight(weight))));
}

/** The rows of every block of a kernel's matrix, with what is exactly known of each. */
export function knownBlocks(kernel: ViewedKernel): readonly KnownMatrix[] {
  return viewedBlocks(kernel, kernel.values).map(known);
}

/**
 * Vectors of every block from the constraint's state.
 *
 * @param model - the model
 * @param blocks - of its kernel, for the sizes
 * @throws RangeError if the state has no such vectors, or of another size
 */
export async function readState(model: OneLayer, blocks: readonly Rows[]): Promise<StateVectors> {
  const [u, v] = await Promise.all([values(stateVariable(model, "u")), values(stateVariable(model, "v"))]);
  return {
    u: split("u", u, model.view?.rows ?? inTurn(blocks.map((block) => block.length))),
    v: split("v", v, model.view?.columns ?? inTurn(blocks.map((block) => block[0]?.length ?? 0))),
  };
}

/** The vector of every block from all of them. */
function split(kind: string, flat: readonly number[], indices: readonly (readonly number[])[]): number[][] {
  const total = indices.flat().length;
  if (flat.length !== total) {
    throw new RangeError(`${kind} must have ${total} entries in ${indices.length} blocks, received ${flat.length}`);
  }
  return indices.map((ofBlock) => ofBlock.map((index) => flat[index] ?? Number.NaN));
}

/** Indices of blocks of some lengths that lie one after the other. */
function inTurn(lengths: readonly number[]): number[][] {
  let start = 0;
  return lengths.map((length) => {
    const indices = Array.from({ length }, (_, i) => start + i);
    start += length;
    return indices;
  });
}

/**
 * The variable that holds the vectors of all blocks.
 *
 * @param model - the model
 * @param kind - left or right ones
 * @throws RangeError if the state has none
 */
export function stateVariable({ critic, weight }: OneLayer, kind: "u" | "v"): tf.Variable {
  const name = `constraint:${weight.name}/${kind}`;
  const found = critic.state()[name];
  if (found === undefined) {
    throw new RangeError(`state must hold ${name}, received ${Object.keys(critic.state()).join(", ")}`);
  }
  return found;
}

/** Values of all state by name. */
export async function readAllState(critic: ConstrainedModel): Promise<Readonly<Record<string, readonly number[]>>> {
  const entries = Object.entries(critic.state()).map(
    async ([name, variable]) => [name, await values(variable)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
