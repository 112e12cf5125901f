import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { type Approximate, exactly, productOf, quotientOf, rounded, sumOf } from "../gradient-penalty/running-error.ts";
import { LIMIT, ON_SCORES, ON_WEIGHTS } from "./probe-constraint.ts";
import { recordOf, type Turn } from "./recorded-run.ts";
import { LEARNING_RATE, type StepCase, stepCase, stepLabels } from "./step-case.ts";
import type { TrainingStep } from "./subject.ts";

/** Losses that are smooth, so that their slopes have no kink where rounding could decide. */
const cases = stepCase({ losses: ["wgan", "lsgan"], isLinear: true });

const one = exactly(1);
const zero = exactly(0);
const times = (...factors: readonly Approximate[]): Approximate => factors.reduce(productOf, one);
const at = (values: ArrayLike<number> | undefined, i: number): Approximate => exactly(values?.[i] ?? Number.NaN);

/** What the closed forms are made of: `D(x) = f ⟨w, x⟩ + b` with `f = 1 + 1/(1 + count)`. */
interface LinearCritic {
  readonly inputs: number;
  readonly factor: Approximate;
  readonly kernel: readonly Approximate[];
  readonly bias: Approximate;
}

function linearCritic({ inputs }: StepCase, { optimize }: Turn): LinearCritic {
  const count = optimize.before["critic/constraint:score/kernel"]?.[0] ?? Number.NaN;
  const factor = rounded({ value: 1 + 1 / (1 + count), error: 0 }, 3);
  return {
    inputs,
    factor,
    kernel: Array.from({ length: inputs }, (_, i) => at(optimize.before["critic/score/kernel"], i)),
    bias: at(optimize.before["critic/score/bias"], 0),
  };
}

const row = (values: Float32Array, i: number, length: number): Approximate[] =>
  Array.from(values.subarray(i * length, (i + 1) * length), exactly);

/** Samples of a batch one by one. */
const rows = (values: Float32Array, length: number): Approximate[][] =>
  Array.from({ length: values.length / length }, (_, i) => row(values, i, length));

const score = ({ factor, kernel, bias }: LinearCritic, x: readonly Approximate[]): Approximate =>
  sumOf([...x.map((entry, i) => times(factor, kernel[i] ?? zero, entry)), bias]);

/** Slope of a loss at a score, times the batch size. */
function slopeOf(loss: StepCase["loss"], of: "real" | "fake" | "generator", value: Approximate): Approximate {
  if (loss === "wgan") return exactly(of === "fake" ? 1 : -1);
  return of === "fake" ? value : sumOf([value, exactly(-1)]);
}

/**
 * The gradient of the critic's loss plus penalty: over the real and the fake batch the slopes `l'(D(x))` times `f x` for w and
 * 1 for b; `ON_WEIGHTS f² w` of the squares; and `2 ON_SCORES m` times the mean of `f x`, or 1, with m the mean real score.
 * Two roundings of every slope and one of the sum more than written: the loss scales by parts, the tape multiplies by f last.
 */
function criticGradient(given: StepCase, turn: Turn, real: Float32Array, fake: Float32Array): readonly Approximate[] {
  const critic = linearCritic(given, turn);
  const { inputs, factor, kernel } = critic;
  const [reals, fakes] = [rows(real, inputs), rows(fake, inputs)];
  const n = exactly(given.batchSize);
  const mean = quotientOf(sumOf(reals.map((x) => score(critic, x))), n);
  const onScore = quotientOf(times(exactly(2 * ON_SCORES), mean), n);
  const parts = [
    ...reals.map((x) => ({ x, slope: quotientOf(slopeOf(given.loss, "real", score(critic, x)), n) })),
    ...fakes.map((x) => ({ x, slope: quotientOf(slopeOf(given.loss, "fake", score(critic, x)), n) })),
    ...reals.map((x) => ({ x, slope: onScore })),
  ].map(({ x, slope }) => ({ x, slope: rounded(slope, 2) }));
  const onKernel = kernel.map((w, i) =>
    sumOf([
      ...parts.map(({ x, slope }) => times(slope, factor, x[i] ?? zero)),
      times(exactly(ON_WEIGHTS), factor, factor, w),
    ]),
  );
  return [...onKernel, sumOf(parts.map(({ slope }) => slope))].map((entry) => rounded(entry, 1));
}

/** The gradient of the generator's loss: `G(z) = z V + c` gets `l'(D) f w` for each sample, times z for V. */
function generatorGradient(
  given: StepCase,
  turn: Turn,
  latent: Float32Array,
  made: Float32Array,
): readonly Approximate[] {
  const critic = linearCritic(given, turn);
  const { inputs, factor, kernel } = critic;
  const latents = rows(latent, given.latentSize);
  const n = exactly(given.batchSize);
  const slopes = rows(made, inputs).map((x) => quotientOf(slopeOf(given.loss, "generator", score(critic, x)), n));
  const along = (i: number, weigh: (sample: number) => Approximate): Approximate =>
    rounded(sumOf(slopes.map((slope, s) => times(slope, factor, kernel[i] ?? zero, weigh(s)))), 3);
  const onKernel = Array.from({ length: given.latentSize }, (_, z) =>
    kernel.map((_w, i) => along(i, (s) => latents[s]?.[z] ?? zero)),
  ).flat();
  return [...onKernel, ...kernel.map((_, i) => along(i, () => one))];
}

function compared(found: readonly number[], expected: readonly Approximate[], what: string): Measurement[] {
  return expected.map(({ value, error }, i) => ({
    observed: Math.abs((found[i] ?? Number.NaN) - value),
    allowed: error,
    what: `${what}, entry ${i}`,
  }));
}

const gradientsOf = ({ optimize }: Turn, names: readonly string[]): number[] =>
  names.flatMap((name) => [...(optimize.gradients[name] ?? [])]);

/** The one gradient of loss plus penalties. */
export const oneGradient: Law<TrainingStep> = defineLaw({
  name: "one-gradient",
  statement:
    "The critic's optimizer is given the gradient of loss plus penalties at the W̄ of this update, as float64 computes it for a linear critic; the generator's that of its loss.",
  source: "the joint loss of Gulrajani et al. (2017), algorithm 1, line 7; TorchGAN steps for each part",
  share: 0.4,
  cases,
  labels: stepLabels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    return turns.flatMap((turn, t) => {
      const made = turn.events.findLast((event) => event.did === "apply" && event.side === "generator");
      const scored = turn.events.filter((event) => event.did === "apply" && event.side === "critic");
      const what = `turn ${t}, the ${turn.side}'s gradient`;
      if (made?.did !== "apply") return [{ observed: 1, allowed: 0, what: `${what}: nothing was generated` }];
      if (turn.side === "generator") {
        const expected = generatorGradient(given, turn, made.input, made.output);
        return compared(gradientsOf(turn, ["make/kernel", "make/bias"]), expected, what);
      }
      const real = scored.find((event) => event.did === "apply" && event.input.join() !== made.output.join());
      if (real?.did !== "apply") return [{ observed: 1, allowed: 0, what: `${what}: no real batch was scored` }];
      const expected = criticGradient(given, turn, real.input, made.output);
      return compared(gradientsOf(turn, ["score/kernel", "score/bias"]), expected, what);
    });
  },
});

/** Where plain descent leads. */
export const descends: Law<TrainingStep> = defineLaw({
  name: "descends",
  statement:
    "Under plain gradient descent a variable is at w - lr g after its update, clipped where it is constrained.",
  source: "definition of the step; a sign turned makes it ascend",
  share: 0.4,
  cases,
  labels: stepLabels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    return turns.flatMap(({ side, optimize, next }) =>
      Object.entries(optimize.gradients).flatMap(([name, gradient]) => {
        const [before, after] = [optimize.before[`${side}/${name}`], next[`${side}/${name}`]];
        return [...gradient].map((g, i) => {
          const free = (before?.[i] ?? Number.NaN) - LEARNING_RATE * g;
          const isClipped = name === "score/kernel";
          const expected = isClipped ? Math.min(LIMIT, Math.max(-LIMIT, free)) : free;
          // The rate and the limit are exact, so the subtraction is all that rounds; clipping brings nothing further apart.
          const allowed = 2 ** -24 * Math.abs(free);
          return { observed: Math.abs((after?.[i] ?? Number.NaN) - expected), allowed, what: `${side}/${name}[${i}]` };
        });
      }),
    );
  },
});
