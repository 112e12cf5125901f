import type { BoundConstraint, ConstrainedWeight, LipschitzConstraint } from "@lipschitz-gan/core";
import { type WeightClippingOptions, weightClipping } from "@lipschitz-gan/regularizers";

/** What a wrong version does to one variable, or to what is read. */
export interface WrongClipping {
  /** The right bound, unless the wrong version has its own. */
  readonly bound?: (weight: ConstrainedWeight, nWeights: number, options: WeightClippingOptions) => number;
  /** The hooks, given the bound of a weight. */
  readonly hooks: (
    boundOf: (weight: ConstrainedWeight) => number,
  ) => Pick<BoundConstraint, "update" | "parametrize" | "project">;
}

/** Weight clipping by hooks of one's own, with the name and the guarantee of the right one. */
export function clipWith({ bound, hooks }: WrongClipping): (options: WeightClippingOptions) => LipschitzConstraint {
  return (options) => {
    const right = weightClipping(options);
    const entry = right.guarantee.promises.find(({ quantity }) => quantity === "entry");
    return {
      ...right,
      bind: (weights) => ({
        ...hooks(
          (weight) => bound?.(weight, weights.length, options) ?? entry?.bound(weight, weights.length) ?? Infinity,
        ),
        state: () => ({}),
        dispose: () => {},
        [Symbol.dispose]: () => {},
      }),
    };
  };
}

/** The largest float32 that is not above a positive number. */
export function roundedDown(value: number): number {
  const nearest = Math.fround(value);
  return nearest > value ? Math.fround(nearest * (1 - 2 ** -24)) : nearest;
}

/** Rows times columns of a kernel's matrix. */
export function entriesOf({ matrix }: ConstrainedWeight): number {
  return matrix === null ? 1 : matrix.rows * matrix.columns;
}
