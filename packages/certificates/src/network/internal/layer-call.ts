import type { Action } from "../operation.ts";
import { canonicalName, isList, type JsonObject, own, shown } from "./json.ts";

/** What flows into a layer. */
export interface Signal {
  /** 0 for the model's input, i for the i-th operation. */
  readonly index: number;
  readonly shape: readonly number[];
  readonly isVaried: boolean;
}

/** A layer at one place in the graph. */
export interface LayerCall {
  /** Its name after those of the models around it. */
  readonly path: string;
  /** Its class. */
  readonly kind: string;
  readonly config: JsonObject;
  readonly inputs: readonly Signal[];
  /** One of its weights, which must have the given shape. */
  readonly weight: (name: string, shape: readonly number[]) => Float32Array;
  /** The action and the inputs of the operation that gives a signal, or undefined for the model's input. */
  readonly source: (signal: Signal) => { readonly action: Action; readonly inputs: readonly Signal[] } | undefined;
}

/** An operation that a layer consists of; the first takes the layer's inputs, each other what the one before it gives. */
export interface LayerPart {
  /** What is appended to the layer's path. */
  readonly suffix: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  readonly action: Action;
}

/**
 * An error about a layer.
 *
 * @internal
 */
export function layerError(layer: { readonly path: string }, message: string): RangeError {
  return new RangeError(`layer ${layer.path}: ${message}`);
}

/**
 * The only input of a layer that has one.
 *
 * @internal
 */
export function onlyInput(layer: LayerCall): Signal {
  const [input] = layer.inputs;
  if (input === undefined || layer.inputs.length !== 1) {
    throw layerError(layer, `${layer.kind} must have one input, received ${layer.inputs.length}`);
  }
  return input;
}

/**
 * The shape of the only input, of the given rank.
 *
 * @internal
 */
export function inputOfRank(layer: LayerCall, rank: number): readonly number[] {
  const { shape } = onlyInput(layer);
  if (shape.length !== rank) {
    throw layerError(layer, `one sample of its input must have ${rank} axes, received [${shape.join(", ")}]`);
  }
  return shape;
}

/**
 * An integer in the settings.
 *
 * @internal
 */
export function integerOf(layer: LayerCall, key: string, fallback?: number): number {
  const value = own(layer.config, key) ?? fallback;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw layerError(layer, `${key} must be an integer, received ${shown(value)}`);
  }
  return value;
}

/**
 * A finite number in the settings.
 *
 * @internal
 */
export function numberOf(layer: LayerCall, key: string, fallback?: number): number {
  const value = own(layer.config, key) ?? fallback;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw layerError(layer, `${key} must be a finite number, received ${shown(value)}`);
  }
  return value;
}

/**
 * True or false in the settings.
 *
 * @internal
 */
export function flagOf(layer: LayerCall, key: string, fallback: boolean): boolean {
  const value = own(layer.config, key) ?? fallback;
  if (typeof value !== "boolean") throw layerError(layer, `${key} must be true or false, received ${shown(value)}`);
  return value;
}

/**
 * One of some words in the settings, in snake or camel case.
 *
 * @internal
 */
export function wordOf<W extends string>(layer: LayerCall, key: string, words: readonly W[], fallback: W): W {
  const value = own(layer.config, key) ?? fallback;
  const word =
    typeof value === "string" ? words.find((each) => canonicalName(each) === canonicalName(value)) : undefined;
  if (word === undefined)
    throw layerError(layer, `${key} must be one of ${words.join(", ")}, received ${shown(value)}`);
  return word;
}

/**
 * One integer for each of some axes, where one integer stands for all.
 *
 * @internal
 */
export function integersOf(
  layer: LayerCall,
  key: string,
  count: number,
  fallback?: readonly number[],
): readonly number[] {
  const value = own(layer.config, key) ?? fallback;
  const list = typeof value === "number" ? Array.from({ length: count }, () => value) : value;
  if (!isList(list) || list.length !== count || !list.every((entry) => Number.isSafeInteger(entry))) {
    throw layerError(layer, `${key} must be ${count} integers, received ${shown(value)}`);
  }
  return list.map(Number);
}

/**
 * Refuses settings that would change what the layer computes, unless they have a value that does not.
 *
 * @internal
 */
export function refuseSettings(layer: LayerCall, settings: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [key, harmless] of Object.entries(settings)) {
    const value = own(layer.config, key);
    const values = isList(value) ? value : [value];
    if (value !== undefined && !values.every((entry) => harmless.includes(entry))) {
      throw layerError(layer, `${key} of ${layer.kind} must be ${harmless.join(" or ")}, received ${shown(value)}`);
    }
  }
}

/**
 * Axes of a sample from axes that count the batch; negative ones count from the end.
 *
 * @returns the axes in order
 * @internal
 */
export function sampleAxes(
  layer: LayerCall,
  key: string,
  rank: number,
  fallback: number | readonly number[],
): readonly number[] {
  const value = own(layer.config, key) ?? fallback;
  const list = isList(value) ? value : [value];
  const axes = list.map((axis) => (typeof axis === "number" && axis < 0 ? axis + rank + 1 : axis));
  const isFine = axes.every((axis) => Number.isInteger(axis) && Number(axis) >= 1 && Number(axis) <= rank);
  if (axes.length === 0 || !isFine || new Set(axes).size !== axes.length) {
    throw layerError(layer, `${key} must be axes of one sample, received ${shown(value)}`);
  }
  return axes.map((axis) => Number(axis) - 1).toSorted((a, b) => a - b);
}
