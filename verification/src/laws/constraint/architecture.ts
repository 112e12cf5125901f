import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { showNumber } from "../../kit/show-case.ts";

/** The kinds of layers whose kernels the laws draw. */
export type KernelKind = "dense" | "conv" | "conv-transpose" | "depthwise";

/** All kinds, the simplest first. */
export const kernelKinds: readonly KernelKind[] = ["dense", "conv", "conv-transpose", "depthwise"];

/** What stands between the two layers of a critic. */
export type HiddenActivation = "linear" | "leaky" | "tanh" | "softplus";

/** A critic of one layer of some kind, an activation, and a dense layer to the score. */
export interface Architecture {
  readonly kind: KernelKind;
  /** Numbers of a sample for dense layers, channels of 3 x 3 (transposed convolution: 2 x 2) pixels for the others. */
  readonly inputs: number;
  /** Outputs of the first layer (depthwise: for each channel); 0 leaves it out, and the critic is one dense layer. */
  readonly width: number;
  readonly activation: HiddenActivation;
}

/** A kernel in TensorFlow.js's own layout. */
export interface KernelValues {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The kernels of a critic by name: that of the first layer, unless there is one layer only, and `score/kernel`. */
export type Kernels = Readonly<Record<string, KernelValues>>;

/** All biases: small, and no fixed point of any constraint that would move them by mistake. */
export const BIAS = 0.5;

/** The negative slope of the activation `leaky`, a power of two, so that it does not round. */
export const LEAK = 0.25;

/** Shape of a sample that the critic takes. */
export function sampleShapeOf({ kind, inputs }: Pick<Architecture, "kind" | "inputs">): number[] {
  return kind === "dense" ? [inputs] : kind === "conv-transpose" ? [2, 2, inputs] : [3, 3, inputs];
}

/** Name of the first layer's kernel. */
export function hiddenKernelName({ kind }: Pick<Architecture, "kind">): string {
  return kind === "depthwise" ? "hidden/depthwise_kernel" : "hidden/kernel";
}

/** The shapes of a critic's kernels by name, first layer first. */
export function kernelShapesOf({
  kind,
  inputs,
  width,
}: Architecture): readonly (readonly [string, readonly number[]])[] {
  if (width === 0) return [["score/kernel", [inputs, 1]]];
  const [hidden, features] = {
    dense: [[inputs, width], width],
    conv: [[2, 2, inputs, width], 4 * width],
    "conv-transpose": [[2, 2, width, inputs], 9 * width],
    depthwise: [[2, 2, inputs, width], 4 * inputs * width],
  }[kind] as [number[], number];
  return [
    [hiddenKernelName({ kind }), hidden],
    ["score/kernel", [features, 1]],
  ];
}

/** Number of entries of a tensor of some shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Builds a critic and fills its weights.
 *
 * @param architecture - the layers
 * @param kernels - by name
 * @returns a model from `[n, ...sampleShapeOf(architecture)]` to `[n, 1]`, which the caller disposes
 */
export function buildCritic(architecture: Architecture, kernels: Kernels): tfl.LayersModel {
  const inputShape = sampleShapeOf(architecture);
  const hidden = architecture.width === 0 ? [] : [hiddenLayer(architecture, inputShape), ...activationOf(architecture)];
  const flat = architecture.kind === "dense" ? [] : [tfl.layers.flatten({ name: "flat" })];
  const score = tfl.layers.dense({ name: "score", units: 1, ...(hidden.length === 0 && { inputShape }) });
  const model = tfl.sequential({ layers: [...hidden, ...flat, score] });
  tf.tidy(() => {
    for (const layer of model.layers) {
      const [kernel, bias] = layer.getWeights();
      if (kernel !== undefined && bias !== undefined) layer.setWeights([kernel, tf.fill(bias.shape, BIAS)]);
    }
  });
  setKernels(model, kernels);
  return model;
}

/**
 * Writes kernels into a model.
 *
 * @param model - a critic of the architecture that the kernels are of
 * @param kernels - by name
 */
export function setKernels(model: tfl.LayersModel, kernels: Kernels): void {
  tf.tidy(() => {
    for (const layer of model.layers) {
      const [kernel, bias] = layer.getWeights();
      const values = (kernels[`${layer.name}/kernel`] ?? kernels[`${layer.name}/depthwise_kernel`])?.values;
      if (kernel === undefined || bias === undefined || values === undefined) continue;
      layer.setWeights([tf.tensor(Float32Array.from(values), kernel.shape), bias]);
    }
  });
}

function hiddenLayer({ kind, width }: Architecture, inputShape: number[]): tfl.layers.Layer {
  const [name, kernelSize] = ["hidden", 2];
  switch (kind) {
    case "dense":
      return tfl.layers.dense({ name, units: width, inputShape });
    case "conv":
      return tfl.layers.conv2d({ name, filters: width, kernelSize, inputShape });
    case "conv-transpose":
      return tfl.layers.conv2dTranspose({ name, filters: width, kernelSize, inputShape });
    default:
      return tfl.layers.depthwiseConv2d({ name, depthMultiplier: width, kernelSize, inputShape });
  }
}

function activationOf({ activation }: Architecture): tfl.layers.Layer[] {
  const name = "activation";
  if (activation === "linear") return [];
  return [
    activation === "leaky" ? tfl.layers.leakyReLU({ name, alpha: LEAK }) : tfl.layers.activation({ name, activation }),
  ];
}

/**
 * A critic as a person reads it: its layers, then each kernel, a row for each input and a column for each output, as
 * TensorFlow.js keeps them.
 *
 * @param architecture - the layers
 * @param kernels - by name
 */
export function showCritic({ kind, inputs, width, activation }: Architecture, kernels: Kernels): string {
  const outputs = kind === "depthwise" ? inputs * width : width;
  const hidden = [`${kind}${kind === "dense" ? "" : " 2x2"} ${inputs} -> ${outputs}`];
  if (activation !== "linear") hidden.push(activation);
  const features = kernels["score/kernel"]?.shape[0] ?? 0;
  const layers = [...(width === 0 ? [] : hidden), `dense ${features} -> 1`];
  const lines = Object.entries(kernels).map(
    ([name, kernel]) => `${name} [${kernel.shape.join(", ")}] = ${rowsOf(kernel)}`,
  );
  return [`critic: ${layers.join(", ")}`, ...lines].join("\n");
}

function rowsOf({ shape, values }: KernelValues): string {
  const length = shape.at(-1) ?? 1;
  const rows = Array.from({ length: values.length / length }, (_, i) =>
    values
      .slice(i * length, (i + 1) * length)
      .map((value) => showNumber(Math.fround(value)))
      .join(", "),
  );
  return `[${rows.join("; ")}]`;
}
