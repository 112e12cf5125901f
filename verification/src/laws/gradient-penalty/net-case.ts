import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import type { PenaltyNet } from "./penalty-net.ts";

/** A critic with one hidden layer: dense on vectors, or a 2 × 2 convolution of 3 × 3 images. */
export interface NetCase {
  readonly layer: "dense" | "conv";
  readonly activation: "leakyReLU" | "tanh";
  /** Numbers of a vector, or channels of an image. */
  readonly inputs: number;
  /** Hidden units, or filters. */
  readonly hidden: number;
  /** Of the weights. */
  readonly seed: number;
}

const IMAGE = 3;
const WINDOW = 2;
const PLACES = (IMAGE - WINDOW + 1) ** 2;
/** Slope of leaky ReLU below zero, exact in float32. */
const ALPHA = 0.25;

/** Small critics with a curvature, or a kink, between two layers. */
export function netCase(): fc.Arbitrary<NetCase> {
  return fc.record({
    layer: fc.constantFrom("dense", "conv"),
    activation: fc.constantFrom("leakyReLU", "tanh"),
    inputs: fc.integer({ min: 1, max: 3 }),
    hidden: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(1e6),
  });
}

/** Shape of one sample. */
export function netSample({ layer, inputs }: NetCase): number[] {
  return layer === "conv" ? [IMAGE, IMAGE, inputs] : [inputs];
}

/** The classes of a case, for statistics. */
export function netLabels({ layer, activation, hidden }: NetCase): readonly string[] {
  return [`layer: ${layer}`, `activation: ${activation}`, `hidden: ${hidden === 1 ? "one" : "several"}`];
}

/** The critic as a model with layers `first` and `second`; the caller disposes it. */
export function netModel(given: NetCase): tfl.LayersModel {
  const { layer, activation, hidden } = given;
  const input = tfl.input({ shape: netSample(given), name: "sample" });
  const first =
    layer === "conv"
      ? tfl.layers.conv2d({ name: "first", filters: hidden, kernelSize: WINDOW })
      : tfl.layers.dense({ name: "first", units: hidden });
  const act =
    activation === "tanh"
      ? tfl.layers.activation({ name: "act", activation })
      : tfl.layers.leakyReLU({ name: "act", alpha: ALPHA });
  const hiddens = act.apply(first.apply(input));
  const flat = layer === "conv" ? tfl.layers.flatten({ name: "flat" }).apply(hiddens) : hiddens;
  const output = tfl.layers.dense({ name: "second", units: 1, useBias: false }).apply(flat);
  const model = tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor }); // one tensor in, one out
  tf.tidy(() => {
    for (const [i, values] of netWeights(given).entries()) {
      const variable = model.weights[i];
      variable?.write(tf.tensor(values, variable.shape.map(Number)));
    }
  });
  return model;
}

/** Names of the weights, in the order of {@link netWeights}. */
export const netWeightNames = ["first/kernel", "first/bias", "second/kernel"] as const;

/** First kernel, first bias, second kernel: normal numbers over the root of what they sum, each a float32. */
export function netWeights({ layer, inputs, hidden, seed }: NetCase): [number[], number[], number[]] {
  const random = createRng(seed).stream("net");
  const normals = (length: number, scale: number): number[] =>
    Array.from({ length }, () => Math.fround(scale * random.normal()));
  const fanIn = layer === "conv" ? WINDOW ** 2 * inputs : inputs;
  const units = layer === "conv" ? PLACES * hidden : hidden;
  return [
    normals(fanIn * hidden, 1.5 / Math.sqrt(fanIn)),
    normals(hidden, 0.5),
    normals(units, 1.5 / Math.sqrt(units)),
  ];
}

/** The critic for the float64 mirror: which weight stands where in `D(x) = b · φ(A x + a)`. */
export function netMirror(given: NetCase): PenaltyNet {
  const { layer, activation, inputs, hidden } = given;
  const [kernel, bias] = netWeights(given);
  const biasAt = (unit: number): number => kernel.length + (unit % hidden);
  const outAt = (unit: number): number => kernel.length + bias.length + unit;
  const kernelAt =
    layer === "conv" ? convolved(inputs, hidden) : (unit: number, input: number) => input * hidden + unit;
  return {
    units: layer === "conv" ? PLACES * hidden : hidden,
    inputs: layer === "conv" ? IMAGE ** 2 * inputs : inputs,
    ...(activation === "tanh" ? tanh : leaky),
    kernelAt,
    biasAt,
    outAt,
  };
}

/** Which entry of the kernel `[2, 2, in, filters]` leads from an input to a unit: units and inputs run over places, then channels. */
function convolved(channels: number, filters: number): (unit: number, input: number) => number | undefined {
  const side = IMAGE - WINDOW + 1;
  return (unit, input) => {
    const [filter, place] = [unit % filters, Math.floor(unit / filters)];
    const [channel, pixel] = [input % channels, Math.floor(input / channels)];
    const down = Math.floor(pixel / IMAGE) - Math.floor(place / side);
    const right = (pixel % IMAGE) - (place % side);
    const isInside = down >= 0 && down < WINDOW && right >= 0 && right < WINDOW;
    return isInside ? ((down * WINDOW + right) * channels + channel) * filters + filter : undefined;
  };
}

/** `|tanh''| <= 4 / √27` and `|tanh'''| <= 2`; tanh off by four roundings makes `1 - tanh²` off by ten of one. */
const tanh: Pick<PenaltyNet, "slope" | "bend"> = {
  slope: (h) => ({ value: 1 - Math.tanh(h.value) ** 2, error: (4 / Math.sqrt(27)) * h.error + 10 * 2 ** -24 }),
  bend: (h) => {
    const t = Math.tanh(h.value);
    return { value: -2 * t * (1 - t * t), error: 2 * h.error + 30 * 2 ** -24 };
  },
};

/** Where the sign is in doubt, so is the slope. */
const leaky: Pick<PenaltyNet, "slope" | "bend"> = {
  slope: (h) => ({ value: h.value > 0 ? 1 : ALPHA, error: Math.abs(h.value) > h.error ? 0 : 1 - ALPHA }),
  bend: () => ({ value: 0, error: 0 }),
};
