import { type ConvolutionMap, convolutionMapOf, type ConvolutionSettings } from "@lipschitz-gan/certificates";
import type * as tfl from "@tensorflow/tfjs-layers";
import { isRegistered } from "../linear-maps/internal/built-in-class.ts";
import { ownName } from "../linear-maps/layer-weights.ts";
import { walkGraph } from "../norms/internal/walk-graph.ts";
import { type WeightOperator, weightOperator } from "../weight-operator.ts";

type Layer = tfl.layers.Layer;

/** Shape of one sample; null where the model leaves it open. */
type Shape = readonly (number | null)[];

/**
 * What every kernel of a model does at each of its places.
 *
 * The graph is walked from the outputs, so that a layer that also stands in another model counts at its places in this one
 * alone, and nested models have the shapes that they are given.
 *
 * @param model - any built model
 * @returns the operators by layer variable, those of the same geometry once; variables without any are left out, all of them in
 *   a model of an own class, which may call its layers in any way
 * @internal
 */
export function weightOperators(model: tfl.LayersModel): ReadonlyMap<tfl.LayerVariable, readonly WeightOperator[]> {
  const found = new Map<tfl.LayerVariable, Map<string, WeightOperator>>();
  const add = (layer: Layer, inputShape: Shape): void => {
    for (const [variable, geometry] of geometriesOf(layer, inputShape)) {
      const places = found.get(variable) ?? new Map<string, WeightOperator>();
      found.set(variable, places);
      const key = JSON.stringify(geometry);
      if (!places.has(key)) places.set(key, weightOperator(geometry));
    }
  };
  const visit = (layer: Layer, inputs: readonly Shape[]): readonly Shape[] => {
    const [first = []] = inputs;
    add(layer, first);
    return outputShapes(layer, inputs);
  };
  const inputs = model.inputs.map(({ shape }): Shape => shape.slice(1));
  unlessRefused(() => walkGraph(model, inputs, visit, "weightOperators"));
  return new Map([...found].map(([variable, places]) => [variable, [...places.values()]]));
}

function outputShapes(layer: Layer, inputs: readonly Shape[]): readonly Shape[] {
  const shapes = inputs.map((shape) => [null, ...shape]);
  const outputs = layer.computeOutputShape(shapes.length === 1 ? (shapes[0] ?? []) : shapes);
  const isOne = outputs.every((size) => !Array.isArray(size));
  return (isOne ? [outputs] : outputs).map((shape) => (shape as Shape).slice(1)); // now a list of shapes
}

/** The geometry of each kernel of a layer, by layer variable; empty for other layers and for sizes that are open. */
function geometriesOf(layer: Layer, inputShape: Shape): readonly (readonly [tfl.LayerVariable, ConvolutionMap])[] {
  if (!isRegistered(layer)) return [];
  const inner = timeDistributed(layer);
  if (inner !== undefined) return geometriesOf(inner, inputShape.slice(1)); // at each time the same, so the norm is that of one
  const known = inputShape.filter((size) => size !== null);
  if (known.length < inputShape.length) return [];
  const { dataFormat = "channelsLast" } = layer as ConvolutionSettings; // Conv1D leaves it out of its configuration
  const settings = { ...(layer.getConfig() as ConvolutionSettings), dataFormat };
  const named = unlessRefused(() => geometriesByName(layer, settings, known)) ?? {};
  return layer.weights.flatMap((variable) => {
    const geometry = named[ownName(variable)];
    return geometry === undefined ? [] : [[variable, geometry] as const];
  });
}

function geometriesByName(
  layer: Layer,
  settings: ConvolutionSettings,
  inputShape: readonly number[],
): Readonly<Record<string, ConvolutionMap>> {
  const kind = layer.getClassName();
  switch (kind) {
    case "Dense":
    case "Conv1D":
    case "Conv2D":
    case "Conv3D":
    case "Conv2DTranspose":
    case "Conv3DTranspose":
      return { kernel: convolutionMapOf(kind, settings, inputShape) };
    case "DepthwiseConv2D": // has a setting for dilation that its call does not use (tf.layers 4.22)
      return { depthwise_kernel: convolutionMapOf(kind, { ...settings, dilationRate: 1 }, inputShape) };
    case "SeparableConv2D": {
      // The multiplier is not in the configuration.
      const shape = layer.weights.find((variable) => ownName(variable) === "depthwise_kernel")?.shape ?? [];
      const depthwise = convolutionMapOf(
        "DepthwiseConv2D",
        { ...settings, depthMultiplier: Number(shape[3]) },
        inputShape,
      );
      const between = [...depthwise.axes.map(({ outputSize }) => outputSize), depthwise.outChannels];
      const { filters = 0 } = settings;
      return {
        depthwise_kernel: depthwise,
        pointwise_kernel: convolutionMapOf("Conv2D", { filters, kernelSize: 1 }, between),
      };
    }
    default:
      return {};
  }
}

function timeDistributed(layer: Layer): Layer | undefined {
  return layer.getClassName() === "TimeDistributed" ? (layer as Layer & { layer?: Layer }).layer : undefined;
}

/** Undefined where a RangeError says that something has no rule. */
function unlessRefused<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
