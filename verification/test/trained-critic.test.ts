import { startBackend } from "@lipschitz-gan/backend";
import {
  compose,
  constrain,
  type ConstrainedModel,
  type ConstrainedWeight,
  type LipschitzConstraint,
} from "@lipschitz-gan/core";
import { ring } from "@lipschitz-gan/data";
import { singularValues } from "@lipschitz-gan/metrics";
import { buildModels } from "@lipschitz-gan/models";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import { adam, createTrainer, hinge } from "@lipschitz-gan/training";
import { describe, expect, it } from "vitest";
import { singularValuesByEigs } from "../src/oracles/singular-values-by-eigs.ts";

const UNIT_ROUNDOFF = 2 ** -24;

interface Trained {
  readonly critic: ConstrainedModel;
  readonly sigma: Readonly<Record<string, number>>;
}

/** A small critic after 150 steps on the ring, and what the monitor said of it after the last. */
async function trained(constraint: LipschitzConstraint): Promise<Trained> {
  const { generator, critic: model } = buildModels("mlp", { width: 0.125, latentSize: 2 });
  const critic = constrain(model, constraint);
  const trainer = createTrainer({
    generator,
    critic,
    loss: hinge(),
    data: ring(),
    generatorOptimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
    criticOptimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
    batchSize: 32,
    latentSize: 2,
  });
  let sigma: Trained["sigma"] = {};
  for await (const report of trainer.steps(150)) sigma = report.sigma;
  trainer.dispose();
  return { critic, sigma };
}

/** The exact singular values of every kernel as the forward pass uses it, largest first. */
function exactSpectra(critic: ConstrainedModel): Map<string, number[]> {
  return new Map(
    critic.weights.map((weight) => {
      const [rows = 0, columns = 0] = weight.shape;
      const values = critic.forward((pass) => pass.weight(weight)).dataSync();
      const exact = singularValuesByEigs(values, rows, columns);
      // Two oracles that share no code: the eigenvalues of the Gram matrix and one-sided Jacobi rotations.
      const jacobi = singularValues(values, rows, columns);
      expect(Math.abs((jacobi[0] ?? 0) - (exact[0] ?? 0))).toBeLessThanOrEqual(1e-12 * (exact[0] ?? 0));
      return [weight.layer, exact];
    }),
  );
}

/**
 * Worst relative rounding of `uᵀWv` in float32 for unit u and v: `γ_{m+n} ‖W‖_F / σ₁` for the sums, `(m+n)/2 + 8` roundings
 * for the two normalisations (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
 */
function rounding(weightShape: readonly number[], spectrum: readonly number[]): number {
  const terms = weightShape.reduce((sum, length) => sum + length, 0);
  const stableRank = spectrum.reduce((sum, value) => sum + (value / (spectrum[0] ?? 1)) ** 2, 0);
  return UNIT_ROUNDOFF * (terms / 2 + 8 + terms * Math.sqrt(stableRank));
}

/** Where the promises about the spectral norm put it: below the bound, or above it while it is approached from there. */
function promisedIntervals({ constraint, weights }: ConstrainedModel, weight: ConstrainedWeight): [number, number][] {
  return constraint.guarantee.promises
    .filter(({ quantity }) => quantity === "spectral-norm")
    .map((promised) => {
      const value = promised.bound(weight, weights.length);
      return promised.sense === "always" ? [0, value] : [value, Infinity];
    });
}

describe.each(["cpu", "wasm"] as const)("critics trained on %s", (backend) => {
  it.each([
    ["spectral norm", spectralNorm()],
    ["spectral norm and gradient penalty", compose(spectralNorm({ k: 8 }), gradientPenalty())],
    ["weight norm", weightNorm()],
    ["weight clipping", weightClipping({ c: 0.1 })],
    ["gradient penalty", gradientPenalty()],
  ] as const)("under %s have the spectra that the estimates and promises say", async (_name, constraint) => {
    await startBackend(backend, { threads: 1 });
    const { critic, sigma } = await trained(constraint);
    const spectra = exactSpectra(critic);
    for (const weight of critic.weights) {
      const spectrum = spectra.get(weight.layer) ?? [];
      const [largest = Number.NaN] = spectrum;
      const tolerance = rounding(weight.shape, spectrum);
      // Power iteration is a lower bound, and after 150 rounds along a slowly moving matrix a good one.
      expect(sigma[weight.layer]).toBeLessThanOrEqual(largest * (1 + tolerance));
      expect(sigma[weight.layer]).toBeGreaterThan(0.9 * largest);
      for (const [least, most] of promisedIntervals(critic, weight)) {
        expect(largest).toBeGreaterThanOrEqual(least * (1 - tolerance));
        expect(largest).toBeLessThanOrEqual(most * (1 + tolerance));
      }
    }
    critic.dispose();
  });
});
