import type { Action, EntrywiseAction, EntrywiseName } from "../operation.ts";
import { broadcastSource } from "./broadcast.ts";
import { canonicalName, isObject, own, shown } from "./json.ts";
import {
  integersOf,
  type LayerCall,
  layerError,
  type LayerPart,
  numberOf,
  onlyInput,
  refuseSettings,
  sampleAxes,
} from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";

/**
 * Layers that are an activation.
 *
 * @internal
 */
export const activationReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["Activation", activationLayer],
  ["ReLU", reluLayer],
  ["LeakyReLU", leakyLayer],
  ["PReLU", parametricLayer],
  ["ELU", eluLayer],
  ["Softmax", softmaxLayer],
]);

/**
 * The operation of the activation that a layer with a kernel applies at its end, or none.
 *
 * @param layer - the layer
 * @param shape - shape of one sample of what it is applied to
 * @returns one operation or none
 * @throws RangeError for an activation without a rule
 * @internal
 */
export function activationParts(layer: LayerCall, shape: readonly number[]): readonly LayerPart[] {
  const kind = activationName(layer);
  if (kind === "linear") return [];
  return [{ suffix: ":activation", kind, outputShape: shape, action: activationAction(layer, kind, shape) }];
}

function activationLayer(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const kind = activationName(layer);
  return [{ suffix: "", kind, outputShape: shape, action: activationAction(layer, kind, shape) }];
}

/** The activation's canonical name; none is linear. */
function activationName(layer: LayerCall): string {
  const setting = own(layer.config, "activation");
  // Keras writes some activations as objects; one with settings of its own could be anything.
  const inner = isObject(setting) ? own(setting, "config") : undefined;
  const isPlain = inner === undefined || (isObject(inner) && Object.keys(inner).length === 0);
  const name = isObject(setting) && isPlain ? own(setting, "class_name") : (setting ?? "linear");
  if (typeof name !== "string") {
    throw layerError(layer, `activation must be the name of one, received ${shown(setting)}`);
  }
  const canonical = canonicalName(name);
  return canonical === "silu" ? "swish" : canonical;
}

const PLAIN: ReadonlySet<string> = new Set<EntrywiseName>([
  "linear",
  "relu",
  "elu",
  "selu",
  "sigmoid",
  "hardsigmoid",
  "softplus",
  "softsign",
  "tanh",
  "swish",
  "mish",
  "gelu",
  "gelunew",
]);

function activationAction(layer: LayerCall, name: string, shape: readonly number[]): Action {
  if (name === "softmax" || name === "logsoftmax") {
    return { type: "softmax", isLogarithm: name === "logsoftmax", axes: [shape.length - 1] };
  }
  if (name === "relu6") return entrywise("relu", 6);
  if (PLAIN.has(name)) return entrywise(name as EntrywiseName);
  throw layerError(layer, `its activation has no rule, received ${name.slice(0, 80)}`);
}

function reluLayer(layer: LayerCall): readonly LayerPart[] {
  refuseSettings(layer, { negative_slope: [0], threshold: [0] }); // TensorFlow.js 4.22 ignores them
  const ceiling = own(layer.config, "max_value") === undefined ? Infinity : Math.fround(numberOf(layer, "max_value"));
  if (!(ceiling > 0)) throw layerError(layer, `max_value must be > 0, received ${ceiling}`);
  return [layerPart(layer, entrywise("relu", ceiling))];
}

function leakyLayer(layer: LayerCall): readonly LayerPart[] {
  refuseSettings(layer, { negative_slope: [] }); // of Keras 3, in place of alpha
  return [layerPart(layer, entrywise("leakyrelu", Infinity, Float32Array.of(numberOf(layer, "alpha", 0.3))))];
}

function parametricLayer(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const setting = own(layer.config, "shared_axes");
  const count = Array.isArray(setting) ? setting.length : 1;
  const shared = setting === undefined ? [] : integersOf(layer, "shared_axes", count);
  if (!shared.every((axis) => axis >= 1 && axis <= shape.length)) {
    throw layerError(layer, `shared_axes must be axes of one sample, received ${shown(setting)}`);
  }
  const stored = shape.map((n, axis) => (shared.includes(axis + 1) ? 1 : n));
  const alpha = layer.weight("alpha", stored);
  const source = broadcastSource(stored, shape);
  const slopes = source === null ? alpha : Float32Array.from(source, (i) => alpha[i] ?? Number.NaN);
  return [layerPart(layer, entrywise("leakyrelu", Infinity, slopes))];
}

function eluLayer(layer: LayerCall): readonly LayerPart[] {
  refuseSettings(layer, { alpha: [1] }); // TensorFlow.js 4.22 knows no other
  return [layerPart(layer, entrywise("elu"))];
}

function softmaxLayer(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const axes = sampleAxes(layer, "axis", shape.length, 1);
  return [layerPart(layer, { type: "softmax", isLogarithm: false, axes })];
}

function layerPart(layer: LayerCall, action: Action): LayerPart {
  return { suffix: "", kind: layer.kind, outputShape: onlyInput(layer).shape, action };
}

function entrywise(
  name: EntrywiseName,
  ceiling = Infinity,
  slopes: Float32Array = new Float32Array(),
): EntrywiseAction {
  return { type: "entrywise", name, ceiling, slopes };
}
