import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { ShapeError } from "@lipschitz-gan/core";
import {
  hinge,
  leastSquares,
  lossByName,
  lossNames,
  minimax,
  nonSaturating,
  wasserstein,
  type GanLoss,
} from "@lipschitz-gan/training";

/** Unit roundoff of float32. */
const u = 2 ** -24;

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** A term of a loss, per score, with its derivative, in float64. */
interface Term {
  readonly value: (score: number) => number;
  readonly slope: (score: number) => number;
}
interface Mirror {
  readonly loss: GanLoss;
  readonly real: Term;
  readonly fake: Term;
  readonly generator: Term;
}

const sigmoid = (f: number): number => (f >= 0 ? 1 / (1 + Math.exp(-f)) : Math.exp(f) / (1 + Math.exp(f)));
// -log(sigmoid(-f)) in the form that float64 can compute for any f.
const softplus: Term = { value: (f) => Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f))), slope: sigmoid };
const mirrored = ({ value, slope }: Term): Term => ({ value: (f) => value(-f), slope: (f) => -slope(-f) });
const negated = ({ value, slope }: Term): Term => ({ value: (f) => -value(f), slope: (f) => -slope(f) });
const score: Term = { value: (f) => f, slope: () => 1 };
const squareAround = (target: number): Term => ({ value: (f) => (f - target) ** 2 / 2, slope: (f) => f - target });
const hingeAbove: Term = { value: (f) => Math.max(0, 1 + f), slope: (f) => (f > -1 ? 1 : 0) };

const mirrors: readonly Mirror[] = [
  { loss: minimax(), real: mirrored(softplus), fake: softplus, generator: negated(softplus) },
  { loss: nonSaturating(), real: mirrored(softplus), fake: softplus, generator: mirrored(softplus) },
  { loss: leastSquares(), real: squareAround(1), fake: squareAround(0), generator: squareAround(1) },
  { loss: wasserstein(), real: negated(score), fake: score, generator: negated(score) },
  { loss: hinge(), real: mirrored(hingeAbove), fake: hingeAbove, generator: negated(score) },
];

const meanOf = (xs: readonly number[], f: (x: number) => number): number =>
  xs.reduce((sum, x) => sum + f(x), 0) / xs.length;

/**
 * How far a float32 mean over n terms may be from the exact one: n - 1 additions and a division on terms that are each
 * right to a few roundings (6: two in the argument, two in the kernel, the square's and the half's) of their size or of
 * 1, which scores are shifted by. Softplus is off by up to e^threshold = 4 * 2^-23 = 8u relative to 1 where the kernels cut over.
 */
const meanError = (xs: readonly number[], term: Term): number =>
  (xs.length + 14) *
  u *
  meanOf(xs, (x) => Math.abs(term.value(x)) + Math.max(1, Math.abs(x)) * Math.abs(term.slope(x)) + 1);

const valueOf = (f: () => tf.Scalar): number => tf.tidy(() => f().dataSync()[0] ?? NaN);

/** Scores as float32 sees them, from tiny to extreme. */
const finite = fc.oneof(
  fc.float({ min: -4, max: 4, noNaN: true }),
  fc.float({ min: -40, max: 40, noNaN: true }),
  fc.float({ min: -1e4, max: 1e4, noNaN: true }),
);
const scores = fc.array(finite, { minLength: 1, maxLength: 12 });

/** Compares a gradient of a mean with the slopes of its terms. */
function expectSlopes(got: readonly number[] | undefined, xs: readonly number[], { slope }: Term): void {
  expect(got?.length).toBe(xs.length);
  for (const [i, x] of xs.entries()) {
    // A slope is right to 8 roundings of max(1, |x|), the largest number on the way to it; the hinge's jump
    // cannot be missed, for 1 ± x is 0 in float32 only where it is 0.
    const allowed = (8 * u * Math.max(1, Math.abs(x))) / xs.length;
    expect(Math.abs((got?.[i] ?? NaN) - slope(x) / xs.length)).toBeLessThanOrEqual(allowed);
  }
}

describe("losses", () => {
  it("know the values that can be done by hand", () => {
    const real = [2, 0];
    const fake = [-2, 0.5];
    const values = (loss: GanLoss): number[] => [
      valueOf(() => loss.critic(tf.tensor1d(real), tf.tensor1d(fake))),
      valueOf(() => loss.generator(tf.tensor1d(fake))),
    ];
    expect(values(hinge())).toEqual([0.5 + 0.75, 0.75]);
    expect(values(wasserstein())).toEqual([-0.75 - 1, 0.75]);
    expect(values(leastSquares())).toEqual([0.5 + 1.0625, 0.5 * ((9 + 0.25) / 2)]);
  });

  it.each(mirrors)("$loss.name takes shape [n, 1] as it takes shape [n]", ({ loss }) => {
    const flat = valueOf(() => loss.critic(tf.tensor1d([1, -2, 3]), tf.tensor1d([0.5])));
    const column = valueOf(() => loss.critic(tf.tensor2d([[1], [-2], [3]]), tf.tensor2d([[0.5]])));
    expect(column).toBe(flat);
  });

  it("are listed by name, each once", () => {
    expect([...lossNames]).toEqual(mirrors.map(({ loss }) => loss.name));
    expect(lossNames.map((name) => lossByName(name).name)).toEqual(lossNames);
    // @ts-expect-error a name that no loss has, as it may come from a command line
    expect(() => lossByName("toString")).toThrow(/lossByName: name must be one of minimax, .*, received toString/);
  });

  it.each(mirrors)("$loss.name is finite at scores of ±1e4, and NaN at a NaN", ({ loss, real, fake, generator }) => {
    for (const r of [1e4, -1e4]) {
      for (const f of [1e4, -1e4]) {
        const critic = valueOf(() => loss.critic(tf.tensor1d([r]), tf.tensor1d([f])));
        const exact = real.value(r) + fake.value(f);
        expect(Math.abs(critic - exact)).toBeLessThanOrEqual(meanError([r], real) + meanError([f], fake));
        const g = valueOf(() => loss.generator(tf.tensor1d([f])));
        expect(Math.abs(g - generator.value(f))).toBeLessThanOrEqual(meanError([f], generator));
      }
    }
    expect(valueOf(() => loss.critic(tf.tensor1d([NaN, 1]), tf.tensor1d([0])))).toBeNaN();
    expect(valueOf(() => loss.critic(tf.tensor1d([0]), tf.tensor1d([1, NaN])))).toBeNaN();
    expect(valueOf(() => loss.generator(tf.tensor1d([NaN])))).toBeNaN();
  });

  it("take the gradient 0 at the hinge's kinks", () => {
    const slopes = tf.tidy(() => {
      const [real, fake] = tf.grads((r, f) => hinge().critic(r, f))([tf.tensor1d([1, 0]), tf.tensor1d([-1, 0])]);
      return [real, fake].flatMap((g) => Array.from(g?.dataSync() ?? []));
    });
    expect(slopes.map(Math.abs)).toEqual([0, 0.5, 0, 0.5]);
  });

  it.each(mirrors)("$loss.name frees its intermediates and leaves the scores alone", ({ loss }) => {
    const [real, fake] = [tf.tensor2d([[1], [2]]), tf.tensor2d([[3], [4]])];
    const before = tf.memory().numTensors;
    const results = [loss.critic(real, fake), loss.generator(fake)];
    expect(tf.memory().numTensors - before).toBe(2);
    expect([real.isDisposed, fake.isDisposed]).toEqual([false, false]);
    tf.dispose([...results, real, fake]);
    expect(tf.memory().numTensors).toBe(before - 2);
  });

  it.each(mirrors)("$loss.name refuses scores of another shape", ({ loss }) => {
    const good = tf.zeros([2, 1]);
    for (const shape of [[], [0], [0, 1], [2, 2], [2, 1, 1]]) {
      const bad = tf.zeros(shape);
      expect(() => loss.critic(bad, good)).toThrow(ShapeError);
      expect(() => loss.critic(good, bad)).toThrow(/fake: expected shape \[n, 1\] or \[n\] with n >= 1, received/);
      expect(() => loss.generator(bad)).toThrow(ShapeError);
      bad.dispose();
    }
    good.dispose();
  });

  it.each(mirrors)("$loss.name is its formula in float64, for all scores", ({ loss, real, fake, generator }) => {
    fc.assert(
      fc.property(scores, scores, (reals, fakes) => {
        const critic = valueOf(() => loss.critic(tf.tensor1d(reals), tf.tensor1d(fakes)));
        const exact = meanOf(reals, real.value) + meanOf(fakes, fake.value);
        expect(Math.abs(critic - exact)).toBeLessThanOrEqual(meanError(reals, real) + meanError(fakes, fake));
        const g = valueOf(() => loss.generator(tf.tensor1d(fakes)));
        expect(Math.abs(g - meanOf(fakes, generator.value))).toBeLessThanOrEqual(meanError(fakes, generator));
      }),
    );
  });

  it.each(mirrors)("$loss.name has its formula's gradient, for all scores", ({ loss, real, fake, generator }) => {
    fc.assert(
      fc.property(scores, scores, (reals, fakes) => {
        const [gradReal, gradFake, gradGenerator] = tf.tidy(() => {
          const critic = tf.grads((r, f) => loss.critic(r, f))([tf.tensor1d(reals), tf.tensor1d(fakes)]);
          const ofGenerator = tf.grad((f: tf.Tensor) => loss.generator(f))(tf.tensor1d(fakes));
          return [...critic, ofGenerator].map((g) => Array.from(g.dataSync()));
        });
        expectSlopes(gradReal, reals, real);
        expectSlopes(gradFake, fakes, fake);
        expectSlopes(gradGenerator, fakes, generator);
      }),
    );
  });

  it.each(mirrors)("$loss.name does not depend on the order within a batch, for all scores", ({ loss, real, fake }) => {
    fc.assert(
      fc.property(scores, scores, (reals, fakes) => {
        const there = valueOf(() => loss.critic(tf.tensor1d(reals), tf.tensor1d(fakes)));
        const back = valueOf(() => loss.critic(tf.tensor1d(reals.toReversed()), tf.tensor1d(fakes.toReversed())));
        // The two orders differ only by the rounding of the sums.
        expect(Math.abs(there - back)).toBeLessThanOrEqual(2 * (meanError(reals, real) + meanError(fakes, fake)));
      }),
    );
  });
});
