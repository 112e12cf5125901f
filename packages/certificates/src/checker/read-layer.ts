import { activation, entrywise, parametric, softmax } from "./activation-layers.ts";
import { clipped, elu, leaky } from "./activations.ts";
import { concatenate, embedding, merge, product } from "./branch-layers.ts";
import { convolved, dense } from "./kernel-layers.ts";
import type { Call, SingleCall } from "./layer-call.ts";
import { axesOf, numberOf } from "./layer-settings.ts";
import { flatten, framed, identity, permute, pooling, repeat, reshape, upSampling } from "./moving-layers.ts";
import { batchNormalization, layerNormalization, rescaling } from "./normalization-layers.ts";
import type { Part } from "./operation.ts";
import { demand } from "./rounding.ts";

/**
 * The parts that a layer consists of.
 *
 * @param call - the layer and what flows in
 * @returns the parts; each is fed by the one before it
 * @internal
 */
export function readLayer(call: Call): readonly Part[] {
  const { layer, shapes } = call;
  const branches = BRANCHES.get(layer.className);
  if (branches !== undefined) return [branches(call)];
  const single = SINGLE.get(layer.className);
  demand(single !== undefined, () => `layer ${layer.name} must be of a class with a rule, received ${layer.className}`);
  const [shape = []] = shapes;
  demand(shapes.length === 1, () => `layer ${layer.name} must have one input, received ${shapes.length}`);
  for (const [setting, harmless] of HARMLESS) {
    const value = layer.settings.get(setting) ?? harmless;
    demand(
      value === harmless,
      () => `${setting} of layer ${layer.name} must be ${String(harmless)}, received ${String(value)}`,
    );
  }
  return single({ ...call, shape });
}

/** Settings that would change what some layer computes, with the value that does not. */
const HARMLESS = new Map<string, unknown>([
  ["negativeSlope", 0],
  ["threshold", 0],
  ["outputPadding", undefined],
  ["keepdims", false],
  ["maskZero", false],
  ["renorm", false],
]);

const BRANCHES: ReadonlyMap<string, (call: Call) => Part> = new Map([
  ...["Add", "Subtract", "Average", "Maximum", "Minimum"].map((name) => [name, merge] as const),
  ["Concatenate", concatenate],
  ["Dot", product],
  ["Multiply", product],
]);

const SINGLE: ReadonlyMap<string, (call: SingleCall) => readonly Part[]> = new Map([
  ["Dense", dense],
  ["Conv1D", (call) => convolved(call, 1)],
  ...["Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D"].map(
    (name) => [name, (call: SingleCall) => convolved(call, 2)] as const,
  ),
  ...["Conv3D", "Conv3DTranspose"].map((name) => [name, (call: SingleCall) => convolved(call, 3)] as const),
  ["Activation", ({ layer, shape }) => activation(layer, shape)],
  [
    "ReLU",
    ({ layer, shape }) => {
      const ceiling = layer.settings.has("maxValue") ? Math.fround(numberOf(layer, "maxValue")) : Infinity;
      demand(ceiling > 0, () => `maxValue of layer ${layer.name} must be > 0, received ${ceiling}`);
      return [entrywise(layer, shape, clipped(ceiling))];
    },
  ],
  [
    "LeakyReLU",
    ({ layer, shape }) => [
      entrywise(
        layer,
        shape,
        leaky(Float64Array.of(Math.fround(numberOf(layer, "alpha", 0.3))), () => 0),
      ),
    ],
  ],
  ["PReLU", parametric],
  ["ELU", ({ layer, shape }) => [entrywise(layer, shape, elu(numberOf(layer, "alpha", 1)))]],
  ["Softmax", ({ layer, shape }) => [softmax(layer, shape, axesOf(layer, shape.length, 1), false)]],
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
  ["Rescaling", rescaling],
  ...[1, 2, 3].map((rank) => [`MaxPooling${rank}D`, (call: SingleCall) => pooling(call, rank, false)] as const),
  ...[1, 2, 3].map((rank) => [`AveragePooling${rank}D`, (call: SingleCall) => pooling(call, rank, false)] as const),
  ...[1, 2].map((rank) => [`GlobalMaxPooling${rank}D`, (call: SingleCall) => pooling(call, rank, true)] as const),
  ...[1, 2].map((rank) => [`GlobalAveragePooling${rank}D`, (call: SingleCall) => pooling(call, rank, true)] as const),
  ...["Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout"].map(
    (name) => [name, (call: SingleCall) => identity(call, call.shape)] as const,
  ),
  ["Flatten", flatten],
  ["Permute", permute],
  ["Reshape", reshape],
  ["RepeatVector", repeat],
  ["ZeroPadding2D", (call) => framed(call, "padding")],
  ["Cropping2D", (call) => framed(call, "cropping")],
  ["UpSampling2D", upSampling],
  ["Embedding", embedding],
]);
