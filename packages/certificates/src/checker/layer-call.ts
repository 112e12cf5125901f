import { hasChannelsFirst } from "./layer-settings.ts";
import type { LinearMap } from "./linear-map.ts";
import type { Action, Along, Operation, Part } from "./operation.ts";
import type { Layer } from "./read-topology.ts";
import type { Weights } from "./read-weights.ts";
import { demand } from "./rounding.ts";

/** A layer that is applied. */
export interface Call {
  readonly layer: Layer;
  readonly shapes: readonly (readonly number[])[];
  /** The operations that give the inputs; null for the model's input. */
  readonly sources: readonly (Operation | null)[];
  /** The operation that gives an input of an operation. */
  readonly sourceOf: (operation: Operation) => Operation | null;
  readonly weights: Weights;
}

/** A call of a layer with one input. */
export interface SingleCall extends Call {
  readonly shape: readonly number[];
}

export function part(
  layer: Layer,
  shape: readonly number[],
  action: Action,
  upper: number | null,
  rest: Partial<Part> = {},
): Part {
  return { suffix: "", kind: layer.className, shape, action, upper, lower: 0, convolution: null, scale: null, ...rest };
}

export function linear(map: LinearMap | null, before: Along | null = null, after: Along | null = null): Action {
  return { type: "linear", map, before, after };
}

/** The axes of a picture that are not its channels. */
export function spatial(
  { layer, shape }: SingleCall,
  rank: number,
): { sizes: readonly number[]; isChannelsFirst: boolean } {
  demand(
    shape.length === rank + 1,
    () => `a sample of layer ${layer.name} must have ${rank + 1} axes, received ${shape.length}`,
  );
  const isChannelsFirst = hasChannelsFirst(layer);
  demand(rank > 1 || !isChannelsFirst, () => `layer ${layer.name} must have its channels last`);
  return { sizes: isChannelsFirst ? shape.slice(1) : shape.slice(0, -1), isChannelsFirst };
}
