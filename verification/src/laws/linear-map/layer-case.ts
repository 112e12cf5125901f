import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { kernelCase, type KernelCase, kernelLabels, kernelOf } from "../../arbitraries/kernel-case.ts";
import { matrixCase, type MatrixCase, matrixOf } from "../../arbitraries/matrix-case.ts";
import { type Rows, sizeOf, transposed } from "../../arbitraries/rows.ts";
import { explicitOperator } from "../../oracles/explicit-operator.ts";

/** A layer with a kernel, and the vectors that it meets, as small plain data. */
export interface LayerCase {
  readonly layer: { readonly dense: MatrixCase } | { readonly convolution: KernelCase };
  /** Seed of the vectors; whole numbers from −3 to 3. */
  readonly seed: number;
}

/** Dense, convolutional, transposed and depthwise layers; dense ones of whole numbers first. */
export function layerCase(): fc.Arbitrary<LayerCase> {
  const dense = matrixCase({ maxRows: 6, maxColumns: 6, scales: "one" });
  const convolution = kernelCase({ kinds: ["conv", "conv-transpose", "depthwise"], maxImage: 6, maxChannels: 3 });
  return fc.record({
    layer: fc.oneof(
      { withCrossShrink: true },
      fc.record({ dense }),
      fc.record({ convolution: convolution.filter(isDilatedAsGiven) }),
    ),
    seed: fc.nat(1e6),
  });
}

/** DepthwiseConv2D of tf.layers has a dilation and does not use it. */
function isDilatedAsGiven({ kind, dilation }: KernelCase): boolean {
  return kind !== "depthwise" || dilation === 1;
}

/** The classes of a layer, for statistics. */
export function layerLabels({ layer }: LayerCase): readonly string[] {
  return "dense" in layer ? ["kind: dense"] : kernelLabels(layer.convolution);
}

/** A layer of tf.layers, and its matrix by the definition. */
export interface KnownLayer {
  /** The layer, built, with its kernel in place and a bias of threes. */
  readonly layer: tfl.layers.Layer;
  /** Shape of one input. */
  readonly inputShape: readonly number[];
  /** Rows are outputs, columns inputs; from loops in float64, without TensorFlow.js. */
  readonly matrix: Rows;
}

/** Builds the layer of a case. */
export function knownLayer({ layer }: LayerCase): KnownLayer {
  if ("dense" in layer) {
    const matrix = matrixOf(layer.dense);
    const [units, inputs] = sizeOf(matrix);
    const kernel = { shape: [inputs, units], values: Float32Array.from(transposed(matrix).flat()) };
    return built(tfl.layers.dense({ name: "layer", units }), [inputs], kernel, matrix);
  }
  const { matrix, inputShape } = explicitOperator(layer.convolution);
  return built(convolutionLayer(layer.convolution), inputShape, kernelOf(layer.convolution), matrix);
}

function convolutionLayer({ kind, window, stride, dilation, padding, outputs }: KernelCase): tfl.layers.Layer {
  const shared = { name: "layer", kernelSize: [...window] as [number, number], strides: stride, padding };
  if (kind === "conv") return tfl.layers.conv2d({ ...shared, filters: outputs, dilationRate: dilation });
  if (kind === "conv-transpose") return tfl.layers.conv2dTranspose({ ...shared, filters: outputs });
  return tfl.layers.depthwiseConv2d({ ...shared, depthMultiplier: outputs, strides: [stride, stride] });
}

function built(
  layer: tfl.layers.Layer,
  inputShape: readonly number[],
  kernel: { readonly shape: readonly number[]; readonly values: Float32Array },
  matrix: Rows,
): KnownLayer {
  layer.build([null, ...inputShape]);
  tf.tidy(() => {
    const [, bias] = layer.weights;
    layer.setWeights([tf.tensor(kernel.values, [...kernel.shape]), tf.fill(bias?.shape.map(Number) ?? [], 3)]);
  });
  return { layer, inputShape, matrix };
}

/** A vector of whole numbers from −3 to 3 for one side of a layer. */
export function integerVector({ seed }: LayerCase, side: "input" | "output", length: number): Float32Array {
  const random = createRng(seed).stream(side);
  return Float32Array.from({ length }, () => random.int(7) - 3);
}
