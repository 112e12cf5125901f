import * as fc from "fast-check";
import { mapped } from "../reference/mapped.ts";
import { argument, largeShapes, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { curves } from "./curves.ts";
import type { NamedCurve } from "./named-curve.ts";
import { define, ONCE, shown } from "./define.ts";

const FAMILY = "functions of one number";

function trialOf(curve: NamedCurve, shape: readonly number[], seed: number): Trial {
  const { draw = "real", domain = (x: number) => x } = curve;
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [argument(shape, draw, seed, domain)],
    run: (x) => curve.run(x),
    reference: (x) => mapped(x, curve),
  };
}

/** What critics, losses and optimizers apply to whole layers: these are checked above every backend's thresholds too. */
const applied: ReadonlySet<string> = new Set(
  [
    "relu leakyRelu abs neg clipByValue step sign square sqrt rsqrt reciprocal exp log tanh sigmoid softplus elu selu relu6",
  ].flatMap((line) => line.split(" ")),
);

/** Functions of one number, on small tensors of any rank and on large ones. */
export const entrywiseCases: readonly ConformanceCase[] = [
  ...curves.map((curve) =>
    define(
      FAMILY,
      curve.name,
      fc.tuple(shapes(0, 4), seeds()).map(([shape, seed]) => trialOf(curve, shape, seed)),
    ),
  ),
  ...curves
    .filter(({ name }) => applied.has(name))
    .map((curve) =>
      define(
        FAMILY,
        `${curve.name}, large`,
        fc.tuple(largeShapes(), seeds()).map(([shape, seed]) => trialOf(curve, shape, seed)),
        { orders: ONCE, share: 0.1 },
      ),
    ),
];
