import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { rowsOf, squareSum, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { trapMatrix } from "../power-iteration/start-vector.ts";
import { known } from "../power-iteration/support/matrix-run.ts";
import {
  divisionRoundings,
  gamma,
  normsRoundoff,
  oneEntryError,
  worstEstimateError,
} from "../power-iteration/support/roundoff.ts";
import { values } from "../power-iteration/support/tensors.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { largest } from "./norm-in-envelope.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { worstEntry } from "./support/entrywise.ts";
import { assign, barOf, oneLayer } from "./support/one-layer.ts";

interface TrapCase {
  readonly trap: "ones" | "axis" | "signs in turn";
  readonly rows: number;
  readonly isTransposed: boolean;
  readonly seed: number;
}

/**
 * As in `start-escapes` of power iteration: after 40 rounds nothing but rounding is left, but for one start in 2^46. W̄ is off
 * by three roundings of each entry.
 */
export const startEscapes: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, TrapCase>({
  name: "start-escapes",
  statement:
    "Kernels in which a fixed start is stuck at a smaller singular value for ever are normalised all the same.",
  source: "[[2, -2], [1, 1]] from (1, 1) / √2; torch and TensorFlow start from a normal vector",
  share: 0.3,
  appliesTo: dividesByEstimate,
  cases: fc.record({
    trap: fc.constantFrom("ones", "axis", "signs in turn"),
    rows: fc.constantFrom(2, 4, 6, 8),
    isTransposed: fc.boolean(),
    seed: fc.nat(1e6),
  }),
  labels: ({ trap, isTransposed }) => [`trap: ${trap}`, isTransposed ? "transposed" : "as it is"],
  measure: async ({ make }, given) => {
    const trap = trapMatrix(given);
    const { matrix, sigma1, error } = known(given.isTransposed ? transposed(trap) : trap);
    const kernel: WeightValues = {
      kind: "dense",
      shape: [matrix[0]?.length ?? 0, matrix.length],
      values: Float32Array.from(transposed(matrix).flat()),
    };
    const found = largest(kernel, await barOf(oneLayer(kernel, make({ powerIterations: 40 }), given.seed)));
    const lost = 2 * error + (2 * error) ** 2 + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1);
    const ofEntries = (gamma(2 * divisionRoundings() + 1) * Math.sqrt(squareSum(matrix))) / sigma1;
    return [{ observed: found - 1, allowed: (1 + ofEntries) / (1 - lost) - 1, what: "σ₁(W̄) - 1" }];
  },
});

interface DistinctCase {
  readonly size: number;
  readonly seed: number;
}

/** Of an orthogonal matrix every vector is singular, so power iteration leaves the start where it was. */
export const distinctStarts: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, DistinctCase>({
  name: "distinct-starts",
  statement:
    "Weights of one model start from vectors of their own, other seeds from others, and the same seed from the same.",
  source: "streams by name: adding a layer must not move another, nor two layers share a start",
  share: 0.3,
  cases: fc.record({ size: fc.integer({ min: 2, max: 5 }), seed: fc.nat(1e6) }),
  labels: ({ size }) => [`size: ${size}`],
  measure: async ({ make }, { size, seed }) => {
    const startsOf = async (ofSeed: number): Promise<number[][]> => {
      const units = { units: size, useBias: false };
      const layers = ["one", "other"].map((name) => tfl.layers.dense({ name, inputShape: [size], ...units }));
      const model = tfl.sequential({ layers });
      const identity = tf.tensor2d(rowsOf(size, size, (i, j) => (i === j ? 1 : 0)));
      model.setWeights([identity, identity]);
      const critic = constrain(model, make(), { rng: createRng(ofSeed) });
      const state = critic.state();
      return Promise.all(
        ["one", "other"].map(async (layer) => {
          const found = state[`constraint:${layer}/kernel/u`];
          return found === undefined ? [] : values(found);
        }),
      );
    };
    const [here, again, elsewhere] = [await startsOf(seed), await startsOf(seed), await startsOf(seed + 1)];
    return [
      { observed: same(here[0], here[1]), allowed: 0, what: "layers that start from the same vector" },
      { observed: same(here[0], elsewhere[0]), allowed: 0, what: "seeds that start from the same vector" },
      {
        observed: countDifferent(here.flat(), again.flat()),
        allowed: 0,
        what: "entries that differ for the same seed",
      },
    ];
  },
});

/** 1 if two vectors are the same. */
function same(a: readonly number[] = [], b: readonly number[] = []): number {
  return countDifferent(a, b) === 0 ? 1 : 0;
}

interface WeakChannelCase {
  readonly kernels: readonly (readonly number[])[];
  readonly updates: number;
}

/** Blocks of one number have vectors ±1 and σ = |w| without rounding; W̄ is one division. */
export const weakChannel: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, WeakChannelCase>({
  name: "weak-channel",
  statement: "A channel of a depthwise kernel that was weak for long leads in the very update in which it has grown.",
  source: "one pair of vectors for the block diagonal matrix forgets its weaker blocks",
  share: 0.3,
  appliesTo: dividesByEstimate,
  cases: fc.integer({ min: 2, max: 4 }).chain((channels) =>
    fc.record({
      kernels: fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: channels, maxLength: channels }), {
        minLength: 2,
        maxLength: 3,
      }),
      updates: fc.constantFrom(1, 5, 60),
    }),
  ),
  labels: ({ updates }) => [`updates: ${updates}`],
  measure: async ({ make }, { kernels, updates }) => {
    const model = oneLayer(depthwise(kernels[0] ?? []), make());
    const measured: Measurement[] = [];
    for (const channels of kernels) {
      assign(model, depthwise(channels));
      model.critic.update();
      const bar = await barOf(model);
      const sigma = Math.max(...channels.map(Math.abs)) || 1; // a kernel of zeros is used as it is
      const entries = channels.map((w, i) => ({
        found: bar[i] ?? Number.NaN,
        wanted: w / sigma,
        allowed: (gamma(divisionRoundings()) + 2 * oneEntryError()) * Math.abs(w / sigma),
      }));
      measured.push(worstEntry(entries, `W̄ of [${channels.join(", ")}]`));
      for (let i = 1; i < updates; i++) model.critic.update();
    }
    return measured;
  },
});

/** A depthwise kernel of one number for each channel. */
function depthwise(channels: readonly number[]): WeightValues {
  return { kind: "depthwise", shape: [1, 1, channels.length, 1], values: Float32Array.from(channels) };
}
