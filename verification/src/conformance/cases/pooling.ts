import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { averagePool, type Convolution, maxPool } from "../reference/windows.ts";
import { argument, type Draw, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { geometry, paddingOf, showGeometry } from "./convolution-geometry.ts";
import { rank4 } from "./convolutions.ts";
import { define, ONCE } from "./define.ts";

const FAMILY = "pooling";

const kinds = {
  avgPool: { run: tf.avgPool, reference: averagePool, draw: "real" },
  maxPool: { run: tf.maxPool, reference: maxPool, draw: "distinct" },
} as const;

function trialOf(name: keyof typeof kinds, c: Convolution, seed: number): Trial {
  const { run, reference, draw } = kinds[name];
  const { rounding } = paddingOf(c);
  const pad = typeof c.pad === "object" ? "valid" : c.pad; // none is drawn side by side
  return {
    shown: `${showGeometry(c)}, numbers from seed ${seed}`,
    args: [argument([c.batch, ...c.size, c.inChannels], draw satisfies Draw, seed)],
    run: (x) => run(rank4(x), [...c.kernel], [...c.strides], pad, rounding),
    reference: (x) => reference(c, x),
  };
}

const small = geometry({ dilated: false, explicit: "equal", inside: true });
const large = fc
  .record({ batch: fc.integer({ min: 2, max: 3 }), size: fc.integer({ min: 31, max: 35 }), same: fc.boolean() })
  .map(({ batch, size, same }): Convolution => ({
    batch,
    size: [size, size],
    kernel: same ? [3, 3] : [2, 2],
    strides: [2, 2],
    dilations: [1, 1],
    pad: same ? "same" : "valid",
    inChannels: 51,
    filters: 1,
  }));

/** Poolings over windows that may overlap and overhang. */
export const poolingCases: readonly ConformanceCase[] = (["avgPool", "maxPool"] as const).flatMap((name) => [
  define(
    FAMILY,
    name,
    fc.tuple(small, seeds()).map(([c, seed]) => trialOf(name, c, seed)),
  ),
  define(
    FAMILY,
    `${name}, large`,
    fc.tuple(large, seeds()).map(([c, seed]) => trialOf(name, c, seed)),
    { orders: ONCE, share: 0.1 },
  ),
]);
