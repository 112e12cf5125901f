import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { centralDifferences } from "../../oracles/gradient-oracles.ts";
import { divisionRoundings } from "../power-iteration/support/roundoff.ts";
import { u32 } from "../weights/rounding.ts";
import { closedForms, meanOf, type Term } from "./closed-forms.ts";
import { column, quarter, type ScoresCase, scoresCase, scoresLabels } from "./scores.ts";
import type { LossSubject } from "./subject.ts";

/** Gradients of both losses with respect to the scores. */
interface Found {
  readonly real: Float32Array;
  readonly fake: Float32Array;
  readonly generator: Float32Array;
}

async function gradientsOf({ loss }: LossSubject, { real, fake }: ScoresCase): Promise<Found> {
  const critics = tf.grads((r, f) => loss.critic(r, f))([column(real), column(fake)]);
  const generator = tf.grad((f) => loss.generator(f))(column(fake));
  const [r, f, g] = await Promise.all([...critics, generator].map(async (t) => Float32Array.from(await t.data())));
  return { real: r ?? new Float32Array(), fake: f ?? new Float32Array(), generator: g ?? new Float32Array() };
}

/** By how much a term's share of a gradient may be off: the slope, its product, and the division by n. */
function slopeAllowed({ slope, slopeError }: Term, x: number, n: number): number {
  return (slopeError(x) + (1 + divisionRoundings()) * u32 * Math.abs(slope(x))) / n;
}

/** How near a measurement comes to its limit; nothing off is nearest to none. */
function rank({ observed, allowed }: Measurement): number {
  return observed === 0 ? 0 : observed / allowed;
}

/** What is off, and what may be, in the entry that is nearest to its limit. */
function nearest(
  what: string,
  found: Float32Array,
  expected: readonly number[],
  allowed: readonly number[],
): Measurement {
  const all = expected.map((x, i) => ({
    observed: Math.abs((found[i] ?? Number.NaN) - x),
    allowed: allowed[i] ?? 0,
    what: `gradient of ${what}, entry ${i}`,
  }));
  return all.reduce((worst, one) => (rank(one) > rank(worst) || Number.isNaN(one.observed) ? one : worst));
}

async function againstSlopes(subject: LossSubject, given: ScoresCase): Promise<readonly Measurement[]> {
  const form = closedForms[subject.name];
  const found = await gradientsOf(subject, given);
  const parts = [
    ["the critic, real", found.real, form.real, given.real],
    ["the critic, fake", found.fake, form.fake, given.fake],
    ["the generator", found.generator, form.generator, given.fake],
  ] as const;
  return parts.map(([what, gradient, term, scores]) =>
    nearest(
      what,
      gradient,
      scores.map((x) => term.slope(x) / scores.length),
      scores.map((x) => slopeAllowed(term, x, scores.length)),
    ),
  );
}

/** What training sees of a loss is its gradient. */
export const closedFormGradient: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "gradient",
  statement:
    "The gradients with respect to the scores are the slopes of the closed forms over the batch size; 0 at the hinge's kinks.",
  source: "derivatives of the closed forms",
  cases: scoresCase(fc.oneof(quarter, fc.constantFrom(1e4, -1e4, -90, 90, 13.9, -13.9, 1e-3).map(Math.fround))),
  labels: scoresLabels,
  measure: againstSlopes,
});

/** Relative step of the difference quotients. */
const STEP = 2 ** -9;

/** The slopes above are written by hand; these are not. */
export const differences: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "differences",
  statement: "Away from kinks the gradients are the difference quotients of the closed forms.",
  source: "definition of the derivative; central differences in float64 with Richardson's error estimate",
  cases: scoresCase(),
  labels: scoresLabels,
  measure: async (subject, given) => {
    const form = closedForms[subject.name];
    const found = await gradientsOf(subject, given);
    const parts = [
      ["the critic, real", found.real, form.real, given.real],
      ["the critic, fake", found.fake, form.fake, given.fake],
      ["the generator", found.generator, form.generator, given.fake],
    ] as const;
    return parts.map(([what, gradient, term, scores]): Measurement => {
      const { gradient: quotients, error } = centralDifferences((x) => meanOf(term.value, x), scores, { step: STEP });
      const isSmooth = (x: number): boolean =>
        term.kinks.every((kink) => Math.abs(x - kink) > 2 * STEP * Math.max(1, Math.abs(x)));
      return nearest(
        what,
        gradient,
        scores.map((x, i) => (isSmooth(x) ? (quotients[i] ?? Number.NaN) : (gradient[i] ?? Number.NaN))),
        scores.map((x, i) => slopeAllowed(term, x, scores.length) + (error[i] ?? Number.NaN)),
      );
    });
  },
});
