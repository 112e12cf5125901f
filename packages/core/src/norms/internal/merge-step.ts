import { type MergeKind, mergeLipschitz, lengthUp, productUp, quotientUp, rootUp } from "@lipschitz-gan/certificates";
import type { LayerBound } from "../network-bound.ts";
import { outputShape, type Place, WHERE } from "./place.ts";

/**
 * The layers that merge branches, by class name.
 *
 * @internal
 */
export const MERGES: ReadonlyMap<string, MergeKind> = new Map([
  ["Add", "sum"],
  ["Average", "average"],
  ["Concatenate", "concatenation"],
  ["Maximum", "maximum"],
  ["Minimum", "minimum"],
]);

/**
 * The step of a layer that merges branches.
 *
 * @param place - the layer and what flows in
 * @param merge - how it merges
 * @returns the step
 * @throws RangeError if it joins along the batch axis
 * @internal
 */
export function mergeStep(place: Place, merge: MergeKind): LayerBound {
  const { inputs, name, kind } = place;
  if (merge === "concatenation") refuseBatchAxis(place);
  // Broadcasting repeats all entries of an input equally often.
  const entries = sizeOf(outputShape(place));
  const repeats = inputs.map(({ shape }) => (merge === "concatenation" ? 1 : rootUp(entries / sizeOf(shape))));
  const branches = inputs.map(({ bound }, i) => productUp(repeats[i] ?? 1, bound));
  return {
    name,
    kind,
    constant: jointConstant(merge, repeats),
    rule: RULES[merge],
    bound: mergeLipschitz(merge, branches),
  };
}

const ROOT_OF_SQUARES = "√ of the sum of the branches' squared bounds";
const RULES: Readonly<Record<MergeKind, string>> = {
  sum: "sum of the branches' bounds",
  average: "mean of the branches' bounds",
  concatenation: ROOT_OF_SQUARES,
  maximum: ROOT_OF_SQUARES,
  minimum: ROOT_OF_SQUARES,
};

/** The constant of a merge as a function of all its inputs together. */
function jointConstant(merge: MergeKind, repeats: readonly number[]): number {
  switch (merge) {
    case "sum":
      return lengthUp(repeats);
    case "average":
      return quotientUp(lengthUp(repeats), repeats.length);
    default:
      return Math.max(...repeats);
  }
}

function refuseBatchAxis({ layer, inputs, name }: Place): void {
  const axis = Number(layer.getConfig()["axis"]);
  const rank = (inputs[0]?.shape.length ?? 0) + 1;
  if ((axis < 0 ? axis + rank : axis) < 1) {
    throw new RangeError(`${WHERE}: layer ${name} must join along an axis of one sample, received axis ${axis}`);
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
