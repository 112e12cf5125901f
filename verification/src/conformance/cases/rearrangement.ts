import type * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { Order } from "../conformance-row.ts";
import type { ReferenceNode } from "../reference/node.ts";
import { argument, permutation, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define, shown } from "./define.ts";

const FAMILY = "rearrangements";

/** A rearrangement of one tensor, with attributes already drawn. */
export interface Rearrangement {
  readonly attributes: string;
  readonly run: (x: tf.Tensor) => tf.Tensor;
  readonly reference: (x: ReferenceNode) => ReferenceNode;
}

/** Draws the attributes of a rearrangement of a shape from a seed. */
export type Rule = (shape: readonly number[], seed: number) => Rearrangement;

/** A case of a rearrangement, on tensors whose entries are all different. */
export function rearrangement(
  name: string,
  from: fc.Arbitrary<number[]>,
  rule: Rule,
  options: { orders?: readonly Order[]; share?: number } = {},
): ConformanceCase {
  const trials = fc.tuple(from, seeds()).map(([shape, seed]): Trial => {
    const { attributes, run, reference } = rule(shape, seed);
    return {
      shown: `${shown(shape)}, ${attributes}, numbers from seed ${seed}`,
      args: [argument(shape, "distinct whole", seed)],
      run: (x) => run(x),
      reference: (x) => reference(x),
    };
  });
  return define(FAMILY, name, trials, options);
}

/** A number from 0 to below `limit` that a seed stands for. */
export const pick = (seed: number, limit: number, salt = 0): number =>
  (permutation(7 + salt, seed)[0] ?? 0) % Math.max(1, limit);
