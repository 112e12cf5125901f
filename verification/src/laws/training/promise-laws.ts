import type { ConstrainedModel, Promised } from "@lipschitz-gan/core";
import type * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { leadingProjection, type Svd, svd } from "../../oracles/svd.ts";
import type { TrainedConstraint } from "./subject.ts";
import { type TrainingCase, trainingCase, trainingLabels } from "./training-case.ts";
import { operatorRows } from "../weights/operator-rows.ts";
import { matrixRows, trainingRun, type UsedWeight, weightsNow } from "./training-run.ts";
import { divisionRoundings, rootRoundings } from "../power-iteration/support/roundoff.ts";

const u32 = 2 ** -24;
const cases = (subject: TrainedConstraint): fc.Arbitrary<TrainingCase> => trainingCase(subject.make());
const labels = trainingLabels;

const weightPromises = ({ constraint }: ConstrainedModel): Promised[] =>
  constraint.guarantee.promises.filter(({ quantity }) => quantity !== "input-gradient");

/** A weight in one pass, decomposed. */
interface Measured {
  readonly rows: readonly (readonly number[])[];
  readonly of: Svd;
}

function measured({ weight, values }: UsedWeight): Measured {
  const rows = matrixRows(weight, values);
  return { rows, of: svd(rows) };
}

/** What a promise is about: the kernel's matrix, or that of the layer's map. */
async function measuredFor({ quantity }: Promised, { model }: ConstrainedModel, used: UsedWeight): Promise<Measured> {
  if (quantity !== "operator-norm") return measured(used);
  const rows = await operatorRows(model, used.weight, used.values);
  return { rows, of: svd(rows) };
}

/** The quantity of a promise, in float64. */
function sizeOf(quantity: Promised["quantity"], { rows, of }: Measured): number {
  if (quantity === "operator-norm" || quantity === "spectral-norm") return of.sigmas[0] ?? Number.NaN;
  if (quantity === "row-norm") return Math.max(...rows.map((row) => Math.hypot(...row)));
  return Math.max(...rows.flat().map(Math.abs));
}

/** What the decomposition itself can be off, relative to σ₁. */
function oracleError({ rows }: Measured): number {
  return (rows.length + (rows[0]?.length ?? 0)) * 2 ** -50;
}

/**
 * By how much a promise that holds always may be missed, relative to its bound.
 *
 * An entry is compared with a number of float32, exactly. A row of n entries is scaled by its largest, squared, summed, its
 * root multiplied back, and then divides and is multiplied by the norm, itself rounded: `1 + 1/2 + (n-1)/2 + 5` roundings of
 * the norm, two quotients and a root among them. A spectral norm that is bounded by way of the rows is off by as much, being at most the Frobenius norm; one that
 * is bounded by way of the entries not at all.
 */
function toleranceAlways({ quantity }: Promised, what: Measured): number {
  if (quantity === "entry") return 0;
  const columns = what.rows[0]?.length ?? 0;
  return u32 * (columns / 2 + 3 + 2 * divisionRoundings() + rootRoundings()) + oracleError(what);
}

/**
 * How far `W / |uᵀWv|` can be off, relative: `(m+n)/2 + 8` roundings for the norms of u and v, two quotients and two roots
 * among them, `γ_{m+n} |u|ᵀ|W||v|`, at most
 * `γ_{m+n} ‖W‖_F`, for the product, and three roundings of every entry of the quotient, `3 u ‖W‖_F`; `‖W‖_F = √r σ₁`.
 */
function toleranceOfEstimate(what: Measured): number {
  const terms = what.rows.length + (what.rows[0]?.length ?? 0);
  const [largest = Number.NaN] = what.of.sigmas;
  const stableRank = what.of.sigmas.reduce((sum, sigma) => sum + (sigma / largest) ** 2, 0);
  const ofNorms = 4 + 2 * divisionRoundings() + 2 * rootRoundings();
  const ofEntries = 1 + 2 * divisionRoundings();
  return u32 * (terms / 2 + ofNorms + (terms + ofEntries) * Math.sqrt(stableRank)) + oracleError(what);
}

/** A promise on one weight in one pass: below its bound always, or, where it is approached from above, never below it. */
function missed(promised: Promised, { weight }: UsedWeight, what: Measured, nWeights: number): Measurement {
  const [bound, size] = [promised.bound(weight, nWeights), sizeOf(promised.quantity, what)];
  const name = `${promised.quantity} of ${weight.name}, promised ${promised.sense}`;
  // A kernel of zeros is used as it is: there is nothing that could be approached from above.
  if (promised.sense === "in-the-limit" && size === 0) return { observed: 0, allowed: 0, what: `${name}, of zeros` };
  return promised.sense === "in-the-limit"
    ? { observed: Math.max(0, 1 - size / bound), allowed: toleranceOfEstimate(what), what: `${name}, from above` }
    : { observed: Math.max(0, size / bound - 1), allowed: toleranceAlways(promised, what), what: name };
}

/** Every promise on every W̄. */
export const keepsPromises: Law<TrainedConstraint> = defineLaw({
  name: "keeps-promises",
  statement:
    "In every forward pass of a training run each W̄ keeps what is promised always, and is at or above what is approached in the limit.",
  source: "the constraint's own guarantee; exact singular values, row norms and entries of the W̄ really used",
  share: 0.1,
  appliesTo: ({ make }) => make().guarantee.promises.some(({ quantity }) => quantity !== "input-gradient"),
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    const measurements: Measurement[] = [];
    await trainingRun(subject, given, {
      onStep: async ({ used, critic, report }) => {
        for (const one of used) {
          for (const promised of weightPromises(critic)) {
            const what = await measuredFor(promised, critic, one);
            const found = missed(promised, one, what, critic.weights.length);
            measurements.push({ ...found, what: `step ${report.step}: ${found.what}` });
          }
        }
      },
    });
    return measurements;
  },
});

/** Rounds after which the limit is looked at. */
const ROUNDS = [1, 4, 16];

/**
 * A lower bound of `|uᵀWv| / σ₁` after q rounds `v ← Wᵀu, u ← Wv` from a u at the cosine c to the leading left singular
 * vectors. With `u = Σ cᵢ uᵢ`, the square of it is `Σ ρᵢ^4q cᵢ² / Σ ρᵢ^(4q-2) cᵢ²`, at least `c² / (c² + ρ₂^(4q-2) (1 - c²))`.
 * And without a gap, since power sums are convex in the logarithm, at least `c^(1/q)` (so the estimate itself `c^(1/2q)`).
 */
function envelope({ of }: Measured, cosine: number, rounds: number): number {
  const [largest = Number.NaN, second = 0] = of.sigmas;
  const tangent2 = Math.max(0, 1 - cosine ** 2) / cosine ** 2;
  const byGap = (1 + tangent2 * (second / largest) ** (4 * rounds - 2)) ** -0.5;
  return Math.max(cosine ** (1 / (2 * rounds)), byGap);
}

/** The limit is reached. */
export const settles: Law<TrainedConstraint> = defineLaw({
  name: "settles",
  statement:
    "Once the weights stand still, the norm of W̄ comes down to its bound in the limit, as fast as gap and angle of the power iteration say.",
  source: "Golub & Van Loan (2013), section 8.2.1, for WᵀW; log-convexity of moments where there is no gap",
  share: 0.1,
  appliesTo: ({ make, leftVector }) =>
    leftVector !== undefined && make().guarantee.promises.some(({ sense }) => sense === "in-the-limit"),
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    const measurements: Measurement[] = [];
    await trainingRun(subject, given, {
      onEnd: async (critic) => {
        const promises = weightPromises(critic).filter(({ sense }) => sense === "in-the-limit");
        const before = await Promise.all(
          critic.weights.map(async (weight) => {
            const u = subject.leftVector?.(critic.state(), weight);
            const values = Float32Array.from(await weight.variable.data<"float32">());
            return Promise.all(
              promises.map(async (promised) => {
                const raw = await measuredFor(promised, critic, { weight, values });
                return { raw, cosine: u === undefined ? Number.NaN : leadingProjection(raw.of, await u.data()) };
              }),
            );
          }),
        );
        let done = 0;
        for (const rounds of ROUNDS) {
          for (; done < rounds; done++) critic.update();
          for (const [i, one] of (await weightsNow(critic)).entries()) {
            for (const [j, promised] of promises.entries()) {
              const what = await measuredFor(promised, critic, one);
              const { raw, cosine } = before[i]?.[j] ?? { raw: what, cosine: Number.NaN };
              const size = sizeOf(promised.quantity, what) / promised.bound(one.weight, critic.weights.length);
              const norm = `${promised.quantity} of ${one.weight.name}`;
              measurements.push(above(size, what, envelope(raw, cosine, rounds), `${norm} above its limit after ${rounds} rounds`)); // prettier-ignore
            }
          }
        }
      },
    });
    return measurements;
  },
});

/**
 * How far W̄ is above its bound beyond the envelope e. The estimate is off by τ and, as each round rounds, by τ more, so that
 * `σ₁(W̄) <= bound / (e - 2τ) <= bound (1/e + 2τ / (e (e - 2τ)))`; rounding of W̄ itself is within the τ of the estimate.
 */
function above(size: number, what: Measured, e: number, name: string): Measurement {
  const tau = toleranceOfEstimate(what);
  return {
    observed: Math.max(0, size - 1 / e),
    allowed: e > 2 * tau ? (2 * tau) / (e * (e - 2 * tau)) : Infinity,
    what: name,
  };
}

/** The monitor's estimate. */
export const monitorBelow: Law<TrainedConstraint> = defineLaw({
  name: "monitor-below",
  statement: "The σ that a step reports for each W̄ is at most its largest singular value.",
  source: "|uᵀWv| <= σ₁ for unit u and v; `spectralMonitor`",
  share: 0.05,
  cases,
  labels,
  measure: async (subject: TrainedConstraint, given: TrainingCase): Promise<Measurement[]> => {
    const measurements: Measurement[] = [];
    await trainingRun(subject, given, {
      onStep: async ({ report, critic }) => {
        for (const one of await weightsNow(critic)) {
          const what = measured(one);
          const [largest = Number.NaN] = what.of.sigmas;
          const estimate = report.sigma[one.weight.layer] ?? Number.NaN;
          measurements.push({
            // Training under clipping can bring a kernel to zero exactly; then the estimate is zero, too.
            ...(largest === 0
              ? { observed: Math.abs(estimate), allowed: 0 }
              : { observed: Math.max(0, estimate / largest - 1), allowed: toleranceOfEstimate(what) }),
            what: `step ${report.step}: σ of ${one.weight.layer} against ${largest}`,
          });
        }
      },
    });
    return measurements;
  },
});
