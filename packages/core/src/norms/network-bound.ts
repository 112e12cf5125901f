import type * as tfl from "@tensorflow/tfjs-layers";
import { ShapeError } from "../errors.ts";
import { builtInClass } from "../linear-maps/internal/built-in-class.ts";
import type { LayerWeights, WeightValues } from "../linear-maps/layer-weights.ts";
import { layerSteps } from "./internal/layer-steps.ts";
import { MERGES, mergeStep } from "./internal/merge-step.ts";
import { outputShape, type Place, type Signal, WHERE } from "./internal/place.ts";
import { layerPaths, walkGraph } from "./internal/walk-graph.ts";

/**
 * The operator norm of the linear part of a layer with a kernel, or an upper bound of it.
 *
 * @param layer - a dense, convolutional, transposed, depthwise or separable layer
 * @param weights - its weights by own name, those of `values` included
 * @param inputShape - shape of one sample of its input, on which the norm of a convolution depends
 * @returns a finite number >= 0
 */
export type NormOf = (layer: tfl.layers.Layer, weights: LayerWeights, inputShape: readonly number[]) => number;

/** Options of {@link networkBound}. */
export interface NetworkBoundOptions {
  /** Gives the operator norm of each layer with a kernel. */
  readonly normOf: NormOf;
  /** Values to be taken instead of the model's weights. */
  readonly values?: WeightValues;
  /** Shape of one sample, for a model that leaves axes open. */
  readonly inputShape?: readonly number[];
}

/** One step of a network bound: a layer at one place of the graph, or its activation. */
export interface LayerBound {
  /** The layer's name, after those of the models around it. */
  readonly name: string;
  /** The layer's class, or the name of the activation. */
  readonly kind: string;
  /** Lipschitz constant of the step by itself; of a merge, in all its inputs together. */
  readonly constant: number;
  /** Where it comes from. */
  readonly rule: string;
  /** Lipschitz constant from the model's input to the step's output. */
  readonly bound: number;
}

/** A Lipschitz constant of a network, and how it comes about. */
export interface NetworkBound {
  /** `|f(x) - f(y)| <= bound · |x - y|` for all samples x and y. */
  readonly bound: number;
  /** The steps, each after those it depends on; a shared layer once for each of its places. */
  readonly layers: readonly LayerBound[];
}

/**
 * A global Lipschitz constant of a network in the l2 norm, per sample, at inference.
 *
 * The graph is taken as an expression of compositions, sums, concatenations, maxima and known layers; each has its rule,
 * and constants on parallel branches are all with respect to the model's input. Sequential and functional models, nested
 * models and shared layers are walked. A layer without a rule is an error that names it.
 *
 * The result is exactly as sound as what `normOf` returns: from upper bounds on the operator norms it is an upper bound,
 * in exact arithmetic and with all of its own roundings upwards; from estimates of power iteration, which are too low, it
 * proves nothing. What float32 evaluation adds to `|f(x) - f(y)|` is not in it.
 *
 * The weights of layers without a kernel, such as `PReLU`, are read at once; on WebGPU `readWeights` must have read them
 * before.
 *
 * @param model - a built model with one input and one output
 * @param options - the norms of the kernels, other weights, and the shape of a sample
 * @returns the bound and its steps; infinite if the product overflows
 * @throws RangeError if the model has several inputs or outputs, a layer has no rule or no constant, or `normOf` returns NaN, infinity or a negative number; {@link @lipschitz-gan/core!ShapeError | ShapeError} if the shape of a sample is open or does not fit
 *
 * @example
 * ```ts
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { networkBound } from "@lipschitz-gan/core";
 *
 * const { layers } = tfl;
 * const input = tfl.input({ shape: [2] });
 * const branch = layers.dense({ units: 2, activation: "relu", name: "branch" }).apply(input) as tfl.SymbolicTensor;
 * const sum = layers.add().apply([input, branch]) as tfl.SymbolicTensor;
 * const model = tfl.model({ inputs: input, outputs: layers.dense({ units: 1, name: "head" }).apply(sum) as tfl.SymbolicTensor });
 *
 * const normOf = (layer: tfl.layers.Layer) => (layer.name === "head" ? 4 : 0.5); // in earnest, from the weights
 * networkBound(model, { normOf }).bound; // => 6
 * networkBound(model, { normOf: () => Number.NaN }); // => throws /normOf of layer branch must be a finite number/
 * ```
 * @see Szegedy et al. (2014), Intriguing properties of neural networks, section 4.3, https://arxiv.org/abs/1312.6199
 */
export function networkBound(
  model: tfl.LayersModel,
  { normOf, values = new Map(), inputShape }: NetworkBoundOptions,
): NetworkBound {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(
      `networkBound: model ${model.name} must have one input and one output, received ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const layers: LayerBound[] = [];
  const paths = layerPaths(model);
  const input: Signal = { bound: 1, shape: sampleShape(model, inputShape) };
  const [output] = walkGraph(model, [input], (layer, inputs) => {
    const place: Place = { layer, inputs, name: paths.get(layer) ?? layer.name, kind: builtInClass(WHERE, layer) };
    const merge = MERGES.get(place.kind);
    const steps = merge === undefined ? layerSteps(place, normOf, values) : [mergeStep(place, merge)];
    layers.push(...steps);
    return [{ bound: steps.at(-1)?.bound ?? 0, shape: outputShape(place) }];
  });
  return { bound: output?.bound ?? 0, layers };
}

function sampleShape(model: tfl.LayersModel, given: readonly number[] | undefined): readonly number[] {
  const wanted: (number | null)[] = model.inputs[0]?.shape.slice(1) ?? [];
  const shape = given ?? wanted;
  const fits = shape.length === wanted.length && shape.every((n, axis) => n !== null && (wanted[axis] ?? n) === n);
  if (fits) return shape.map(Number);
  const rule = `[${wanted.map((n) => n ?? "any").join(", ")}] for one sample, all axes known (option inputShape)`;
  throw new ShapeError(`${WHERE}: input of ${model.name}`, rule, shape);
}
