import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { SpectralNormOptions } from "@lipschitz-gan/regularizers";
import { divisionRoundings, gamma } from "../power-iteration/support/roundoff.ts";
import { values } from "../power-iteration/support/tensors.ts";
import type { SpectralNormFactory } from "./subject.ts";
import { worstEntry } from "./support/entrywise.ts";

interface ShareCase {
  readonly k: number;
  readonly kPerWeight: number | undefined;
  readonly widths: readonly number[];
  readonly seed: number;
}

/** W̄ of every layer of a chain of dense layers, under the same start vectors for the same seed. */
async function barsOf(
  { make }: SpectralNormFactory,
  { widths, seed }: ShareCase,
  options: SpectralNormOptions,
): Promise<number[][]> {
  const random = createRng(seed).stream("weights");
  const layers = widths.map((units, i) =>
    tfl.layers.dense({ name: `dense${i}`, units, useBias: i % 2 === 0, ...(i === 0 && { inputShape: [3] }) }),
  );
  const model = tfl.sequential({ layers });
  for (const weight of model.weights) {
    const shape = weight.shape.map(Number);
    const length = shape.reduce((n, m) => n * m, 1);
    weight.write(
      tf.tensor(
        Float32Array.from({ length }, () => random.normal()),
        shape,
      ),
    );
  }
  const critic = constrain(model, make(options), { rng: createRng(seed) });
  const bars = critic.forward((pass) => critic.weights.map((weight) => tf.clone(pass.weight(weight))));
  return Promise.all(bars.map(values));
}

/**
 * Both divide by the same σ̂ to the bit: W over σ̂ is rounded once, W over `σ̂ / share` twice, and the share once.
 */
export const sharesOfK: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, ShareCase>({
  name: "shares-of-k",
  statement: "Each of L kernels is multiplied by k^(1/L), so that the product is k, or by kPerWeight whatever k is.",
  source: "Miyato et al. (2018), eq. 7: the norm of a composition is at most the product of the norms",
  share: 0.3,
  cases: fc.record({
    k: fc.constantFrom(4, 1, 0.5, 2.25, 10),
    kPerWeight: fc.constantFrom(undefined, 3, 0.25),
    widths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    seed: fc.nat(1e6),
  }),
  labels: ({ kPerWeight, widths }) => [
    `layers: ${widths.length}`,
    `kPerWeight: ${kPerWeight === undefined ? "no" : "given"}`,
  ],
  measure: async (subject, given) => {
    const { k, kPerWeight, widths } = given;
    const ones = await barsOf(subject, given, { k: 1 });
    const found = await barsOf(subject, given, { k, ...(kPerWeight !== undefined && { kPerWeight }) });
    const factor = kPerWeight ?? Math.exp(Math.log(k) / widths.length);
    const relative = gamma(3 * divisionRoundings() + 1);
    return ones.map((bar, layer) => {
      const entries = bar.map((x, i) => ({
        found: found[layer]?.[i] ?? Number.NaN,
        wanted: factor * x,
        allowed: relative * Math.abs(factor * x),
      }));
      return worstEntry(entries, `W̄ of layer ${layer + 1} of ${widths.length} against ${factor} times that for k = 1`);
    });
  },
});
