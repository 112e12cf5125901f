import * as tf from "@tensorflow/tfjs-core";
import { plus } from "../reference/arithmetic.ts";
import { leaf } from "../reference/node.ts";
import { pickedAt } from "../reference/picked.ts";
import { shown } from "./define.ts";
import { pick, type Rule } from "./rearrangement.ts";

/** Entries before and after along every axis. */
const amounts = (shape: readonly number[], seed: number): [number, number][] =>
  shape.map((_, d) => [pick(seed, 3, d), pick(seed, 2, d + 4)]);

/** Zeros around. */
export const pad: Rule = (shape, seed) => {
  const around = amounts(shape, seed);
  return {
    attributes: `by ${around.map(shown).join(" ")}`,
    run: (x) => tf.pad(x, around),
    reference: (x) =>
      pickedAt(
        x,
        shape.map((extent, d) => extent + (around[d]?.[0] ?? 0) + (around[d]?.[1] ?? 0)),
        (at) => at.map((index, d) => index - (around[d]?.[0] ?? 0)),
      ),
  };
};

/** Sevens around. */
export const padWithSeven: Rule = (shape, seed) => {
  const { attributes, reference } = pad(shape, seed);
  return {
    attributes: `${attributes} with 7`,
    run: (x) => tf.pad(x, amounts(shape, seed), 7),
    reference: (x) => {
      const inner = reference(x);
      const ones = reference(
        leaf(
          shape,
          x.value.map(() => 1),
        ),
      );
      return plus(
        inner,
        leaf(
          inner.shape,
          ones.value.map((one) => 7 * (1 - one)),
        ),
      );
    },
  };
};

/** Mirrored entries around, with or without those at the border. */
export const mirrorPad =
  (mode: "reflect" | "symmetric"): Rule =>
  (shape, seed) => {
    const most = (extent: number) => (mode === "reflect" ? extent : extent + 1);
    const before = shape.map((extent, d) => pick(seed, Math.min(3, most(extent)), d));
    const after = shape.map((extent, d) => pick(seed, Math.min(3, most(extent)), d + 4));
    const skip = mode === "reflect" ? 0 : 1;
    const mirrored = (index: number, extent: number) => {
      if (index < 0) return -index - skip;
      return index >= extent ? 2 * (extent - 1) - index + skip : index;
    };
    return {
      attributes: `by ${shown(before)} and ${shown(after)}`,
      run: (x) =>
        tf.mirrorPad(
          x,
          shape.map((_, d): [number, number] => [before[d] ?? 0, after[d] ?? 0]),
          mode,
        ),
      reference: (x) =>
        pickedAt(
          x,
          shape.map((extent, d) => extent + (before[d] ?? 0) + (after[d] ?? 0)),
          (at) => at.map((index, d) => mirrored(index - (before[d] ?? 0), shape[d] ?? 1)),
        ),
    };
  };
