import type { networkBound, NetworkBound, NormOf } from "@lipschitz-gan/core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { explicitOperator } from "../../oracles/explicit-operator.ts";
import { singularValuesByEigs } from "../../oracles/singular-values-by-eigs.ts";
import type { Rows } from "../../arbitraries/matrix-case.ts";
import type { ConstrainedKernel } from "./constrained-kernels.ts";

/** The norm of a layer as it acts on images of its size, and that of its reshaped kernel. */
export interface ExactNorm {
  /** The layer. */
  readonly layer: tfl.layers.Layer;
  /** Shape of one of its inputs. */
  readonly inputShape: readonly number[];
  /** Largest singular value of the explicit matrix of the layer. */
  readonly operator: number;
  /** Largest singular value of the kernel as the paper's matrix. */
  readonly reshaped: number;
}

/**
 * The bound on a critic from the exact norms of its layers, by mathjs, and those norms.
 *
 * @param bound - the composition of norms that is tested
 * @param model - the critic; its own weights do not matter
 * @param kernels - the values to take
 */
export function boundFromExactNorms(
  bound: typeof networkBound,
  model: tfl.LayersModel,
  kernels: readonly ConstrainedKernel[],
): { bound: NetworkBound; norms: readonly ExactNorm[] } {
  const norms: ExactNorm[] = [];
  const normOf: NormOf = (layer, _weights, inputShape) => {
    const kernel = kernels.find(({ weight }) => weight.layer === layer.name);
    if (kernel === undefined) throw new RangeError(`boundFromExactNorms: ${layer.name} must have a kernel`);
    const reshaped = largestSingularValue(kernel.matrix);
    const operator = layer.getClassName() === "Dense" ? reshaped : largestSingularValue(operatorOf(layer, kernel, inputShape)); // prettier-ignore
    norms.push({ layer, inputShape, operator, reshaped });
    return operator;
  };
  return { bound: bound(model, { normOf }), norms };
}

function largestSingularValue(matrix: Rows): number {
  return singularValuesByEigs(matrix.flat(), matrix.length, matrix[0]?.length ?? 0)[0] ?? 0;
}

/** The matrix of a convolution of a critic of the verification suite: padding `same`, one stride, no dilation. */
function operatorOf(
  layer: tfl.layers.Layer,
  { weight, values }: ConstrainedKernel,
  inputShape: readonly number[],
): Rows {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
  const [imageHeight = 1, imageWidth = 1] = inputShape;
  return explicitOperator({
    kind: "conv",
    window: [height, width],
    stride: geometryOf(layer).strides[0] ?? 1,
    dilation: 1,
    padding: "same",
    image: [imageHeight, imageWidth],
    groups: 1,
    inputs,
    outputs,
    entries: { integers: Array.from(values) },
  }).matrix;
}

/**
 * Window and strides of a convolution.
 *
 * @param layer - a conv2d layer
 */
export function geometryOf(layer: tfl.layers.Layer): { kernelSize: readonly number[]; strides: readonly number[] } {
  return layer.getConfig() as { kernelSize: number[]; strides: number[] }; // as tf.layers writes its configuration
}
