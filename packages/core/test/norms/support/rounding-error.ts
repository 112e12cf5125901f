import type * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { LayerBound } from "@lipschitz-gan/core";
import { numbers, u32 } from "../../support/tensors.ts";

/**
 * How far the value of a network in float32 is from its value in exact arithmetic, in the l2 norm.
 *
 * A layer with constant c adds to c times the error of its input what it loses itself. With K terms in a sum, that is
 *
 * - at most γ_K |T| |h| for a linear map T, and | |T| | <= √d c for the larger of its sizes d;
 * - a few roundings of its value and of the constants that it adds (bias, beta, running mean, of size b in each entry);
 * - for activations a few roundings of value, input and 1, since they are sums and products of exponentials; the polynomial
 *   of erf is off by 1.5e-7 < 3 u;
 * - for normalisations the sums of mean and variance, γ_K of the centred input times c.
 *
 * All are at most `8 γ_K (√d c |h| + |out| + (1 + c) √d (1 + b))`, times 1 + the constant of a fused activation.
 *
 * @param f - a functional model in which each layer has one place
 * @param steps - the steps of its bound
 * @param x - one sample, as a batch
 * @returns the error's bound
 */
export function roundingError(f: tfl.LayersModel, steps: readonly LayerBound[], x: tf.Tensor): number {
  const inner = f.layers.filter(({ name }) => steps.some((step) => step.name === name));
  const outputs = inner.map((layer) => layer.output as tfl.SymbolicTensor);
  const found = tfl.model({ inputs: f.inputs, outputs }).predict(x);
  const values = new Map(outputs.map((tensor, i) => [tensor, Array.isArray(found) ? found[i] : found] as const));
  values.set(f.inputs[0]!, x);

  const errors = new Map<tfl.SymbolicTensor, number>([[f.inputs[0]!, 0]]);
  const errorOf = (tensor: tfl.SymbolicTensor): number => {
    const known = errors.get(tensor);
    if (known !== undefined) return known;
    const layer = tensor.sourceLayer;
    const inputs = layer.inboundNodes[0]?.inputTensors ?? [];
    const [own = 1, activation = 0] = steps.filter(({ name }) => name === layer.name).map(({ constant }) => constant);
    const c = own * Math.max(1, activation);
    const before = Math.hypot(...inputs.map((input) => lengthOf(values.get(input))));
    const sizes = [tensor, ...inputs].map(({ shape }) =>
      shape.slice(1).reduce<number>((n, size) => n * (size ?? 1), 1),
    );
    const root = Math.sqrt(Math.max(...sizes));
    const terms = Math.max(
      ...sizes,
      ...layer.weights.map(({ shape }) => shape.reduce<number>((n, s) => n * (s ?? 1), 1)),
    );
    const gamma = ((terms + 20) * u32) / (1 - (terms + 20) * u32);
    const added = Math.max(
      0,
      ...layer.weights.filter(isAdded).flatMap((weight) => numbers(weight.read()).map(Math.abs)),
    );
    const lost =
      8 *
      gamma *
      (1 + activation) *
      (root * own * before + lengthOf(values.get(tensor)) + (1 + own) * root * (1 + added));
    const error = c * Math.hypot(...inputs.map(errorOf)) + lost;
    errors.set(tensor, error);
    return error;
  };
  return errorOf(f.outputs[0]!);
}

function lengthOf(x: tf.Tensor | undefined): number {
  return x === undefined ? Number.NaN : Math.hypot(...numbers(x));
}

function isAdded({ originalName }: tfl.LayerVariable): boolean {
  return /(bias|beta|moving_mean)$/.test(originalName);
}
