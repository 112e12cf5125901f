import { readFileSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DisposedError, ShapeError } from "@lipschitz-gan/core";
import { adam, type AdamOptions, type Optimizer } from "@lipschitz-gan/training";

/** Unit roundoff of float32. */
const u = 2 ** -24;

interface TorchCase {
  readonly options: Required<AdamOptions>;
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
  readonly firstMoment: readonly number[];
  readonly secondMoment: readonly number[];
}

// Made by fixtures/adam-torch-1.13.py.
const torch: { readonly cases: readonly TorchCase[] } = JSON.parse(
  readFileSync(new URL("fixtures/adam-torch-1.13.json", import.meta.url), "utf8"),
);

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Runs the optimizer over the gradients on one variable `w` and returns the weights after each step. */
function trajectory(
  optimizer: Optimizer,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
): number[][] {
  const w = tf.tidy(() => tf.variable(tf.tensor1d([...start])));
  const weights = gradients.map((gradient) => {
    tf.tidy(() => {
      optimizer.apply({ w: tf.tensor1d([...gradient]) }, { w });
    });
    return [...w.dataSync()];
  });
  w.dispose();
  return weights;
}

/**
 * First-order bound on what float32 rounding does to one coordinate's path, after each step, in float64.
 *
 * A term that entered a moment j steps ago has gone through j roundings each of the decay, the product and the sum; the
 * update then takes a root, a sum, a quotient, a product with a rounded factor and a rounded floor, and the difference.
 */
function roundingBound(options: Required<AdamOptions>, start: number, gradients: readonly number[]): number[] {
  const { learningRate, beta1, beta2, epsilon } = options;
  let [first, second, firstError, secondError, error, weight] = [0, 0, 0, 0, 0, start];
  let magnitude = 0;
  return gradients.map((g, i) => {
    firstError = beta1 * firstError + 3 * u * beta1 * magnitude;
    magnitude = beta1 * magnitude + Math.abs(g);
    secondError = beta2 * secondError + 3 * u * beta2 * second + u * g * g;
    first = beta1 * first + g;
    second = beta2 * second + g * g;
    const unit = Math.sqrt((1 - beta2 ** (i + 1)) / (1 - beta2));
    const scale = ((learningRate * (1 - beta1)) / (1 - beta1 ** (i + 1))) * unit;
    const root = Math.sqrt(second);
    const denominator = root + epsilon * unit;
    const update = (scale * Math.abs(first)) / denominator;
    const rootError = second > 0 ? secondError / (2 * root) : 0;
    weight -= (scale * first) / denominator;
    error += (scale * firstError) / denominator + (update * rootError) / denominator + 6 * u * update;
    error += u * Math.abs(weight);
    return error;
  });
}

describe("adam", () => {
  it("moves by the learning rate at the first step, whatever the gradient's size", () => {
    using optimizer = adam({ learningRate: 0.25, epsilon: 1e-30 });
    expect(trajectory(optimizer, [1, 1, 1], [[1e-6, -3, 1e6]])).toEqual([[0.75, 1.25, 0.75]]);
  });

  it.each(torch.cases)("follows PyTorch step for step: $options", ({ options, start, gradients, weights, ...end }) => {
    using optimizer = adam(options);
    const path = trajectory(optimizer, start, gradients);
    for (const [k, w0] of start.entries()) {
      const bound = roundingBound(
        options,
        w0,
        gradients.map((g) => g[k] ?? NaN),
      );
      for (const [i, allowed] of bound.entries()) {
        // 1.1: terms of second order in u are far below a tenth of those of first order.
        expect(Math.abs((path[i]?.[k] ?? NaN) - (weights[i]?.[k] ?? NaN))).toBeLessThanOrEqual(1.1 * allowed);
      }
    }
    const state = optimizer.state();
    const steps = gradients.length;
    // 3 roundings a step on each term, against the sum of the terms' magnitudes, which the largest gradient bounds.
    const largest = Math.max(...gradients.flat().map(Math.abs));
    for (const [k, value] of [...(state["w/first-moment"]?.dataSync() ?? [])].entries()) {
      const got = value * (1 - options.beta1);
      expect(Math.abs(got - (end.firstMoment[k] ?? NaN))).toBeLessThanOrEqual(3 * steps * u * largest);
    }
    for (const [k, value] of [...(state["w/second-moment"]?.dataSync() ?? [])].entries()) {
      const got = value * (1 - options.beta2);
      expect(Math.abs(got - (end.secondMoment[k] ?? NaN))).toBeLessThanOrEqual(4 * steps * u * largest ** 2);
    }
  });

  it("moves a variable in place and leaves gradients and variables alive", () => {
    using optimizer = adam({ learningRate: 0.1 });
    const w = tf.variable(tf.tensor1d([1]));
    const g = tf.tensor1d([1]);
    const { id } = w;
    optimizer.apply({ w: g }, { w });
    expect([w.id, w.isDisposed, g.isDisposed]).toEqual([id, false, false]);
    tf.dispose([w, g]);
  });

  it("takes scalars, empty tensors and any rank", () => {
    using optimizer = adam({ learningRate: 0.5, epsilon: 1e-30 });
    const scalar = tf.variable(tf.scalar(0));
    const none = tf.variable(tf.zeros([0, 3]));
    const kernel = tf.variable(tf.zeros([2, 1, 1, 2]));
    tf.tidy(() => {
      optimizer.apply(
        { scalar: tf.scalar(2), none: tf.zeros([0, 3]), kernel: tf.ones([2, 1, 1, 2]) },
        { scalar, none, kernel },
      );
    });
    expect([...scalar.dataSync(), ...none.dataSync(), ...kernel.dataSync()]).toEqual([-0.5, -0.5, -0.5, -0.5, -0.5]);
    tf.dispose([scalar, none, kernel]);
  });

  it("leaves a variable where it is while its gradient is 0", () => {
    using optimizer = adam({ learningRate: 0.1 });
    expect(trajectory(optimizer, [1, -2], [[0, 0]])).toEqual([[1, -2]]);
  });

  it("makes NaN of the entry whose gradient is NaN, and of no other", () => {
    using optimizer = adam({ learningRate: 0.5, epsilon: 1e-30 });
    expect(
      trajectory(
        optimizer,
        [0, 0],
        [
          [NaN, 1],
          [1, 1],
        ],
      ).map(([first]) => first),
    ).toEqual([NaN, NaN]);
    using other = adam({ learningRate: 0.5, epsilon: 1e-30 });
    expect(trajectory(other, [0, 0], [[NaN, 1]])[0]?.[1]).toBe(-0.5);
  });

  it("holds two tensors a variable and nothing else, over 50 steps", () => {
    const before = tf.memory();
    const optimizer = adam({ learningRate: 0.1 });
    trajectory(optimizer, [1, 2], [[1, 1]]);
    const held = tf.memory().numTensors;
    trajectory(
      optimizer,
      [1, 2],
      Array.from({ length: 50 }, (_, i) => [i, -i]),
    );
    expect(tf.memory().numTensors).toBe(held);
    expect(held - before.numTensors).toBe(2);
    optimizer.dispose();
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it("keeps its state when the tensors it was restored from are disposed", () => {
    using optimizer = adam({ learningRate: 0.1 });
    const saved = { "w/first-moment": tf.tensor1d([1]), "w/second-moment": tf.tensor1d([2]) };
    optimizer.restore(saved, 5);
    tf.dispose(saved);
    expect(optimizer.state()["w/second-moment"]?.dataSync()[0]).toBe(2);
    expect(optimizer.step).toBe(5);
    const held = tf.memory().numTensors;
    optimizer.restore({}, 0);
    expect(tf.memory().numTensors).toBe(held - 2);
    expect(optimizer.state()).toEqual({});
  });

  it.each([
    { learningRate: 0 },
    { learningRate: -1 },
    { learningRate: NaN },
    { learningRate: Infinity },
    { learningRate: 1, beta1: 1 },
    { learningRate: 1, beta1: -0.1 },
    { learningRate: 1, beta2: NaN },
    { learningRate: 1, beta2: 1 },
    { learningRate: 1, epsilon: 0 },
    { learningRate: 1, epsilon: Infinity },
  ])("refuses %o", (options) => {
    expect(() => adam(options)).toThrow(RangeError);
  });

  it("refuses names and shapes that do not match, and has then changed nothing", () => {
    using optimizer = adam({ learningRate: 0.5, epsilon: 1e-30 });
    const a = tf.variable(tf.tensor1d([0]));
    const b = tf.variable(tf.tensor1d([0]));
    const g = tf.tensor1d([1]);
    const wide = tf.tensor1d([1, 1]);
    optimizer.apply({ a: g, b: g }, { a, b });
    expect(() => {
      optimizer.apply({ a: g }, { a, b });
    }).toThrow(/every gradient must match a variable by name, received unmatched b/);
    expect(() => {
      optimizer.apply({ a: g, c: g }, { a, b });
    }).toThrow(/unmatched c, b/);
    expect(() => {
      optimizer.apply({ a: g }, { a });
    }).toThrow(/must match a moment of the steps before by name, received unmatched b/);
    expect(() => {
      optimizer.apply({ a: g, b: wide }, { a, b });
    }).toThrow(new ShapeError("adam.apply: gradient of b", "[1]", [2]));
    expect([optimizer.step, ...a.dataSync(), ...b.dataSync()]).toEqual([1, -0.5, -0.5]);
    const wideMoments = { "a/first-moment": wide, "a/second-moment": wide };
    optimizer.restore(wideMoments, 1);
    expect(() => {
      optimizer.apply({ a: g }, { a });
    }).toThrow(new ShapeError("adam.apply: moment of a", "[1]", [2]));
    tf.dispose([a, b, g, wide]);
  });

  it("refuses to restore what is not a whole state", () => {
    using optimizer = adam({ learningRate: 0.1 });
    const one = tf.tensor1d([1]);
    const two = tf.tensor1d([1, 2]);
    const whole = { "w/first-moment": one, "w/second-moment": one };
    for (const step of [-1, 0.5, NaN]) expect(() => optimizer.restore(whole, step)).toThrow(RangeError);
    expect(() => optimizer.restore({ "w/first-moment": one }, 1)).toThrow(/w\/second-moment must be there/);
    expect(() => optimizer.restore({ "w/second-moment": one }, 1)).toThrow(/names must be pairs/);
    expect(() => optimizer.restore({ ...whole, extra: one }, 1)).toThrow(/names must be pairs/);
    expect(() => optimizer.restore({ ...whole, "w/second-moment": two }, 1)).toThrow(ShapeError);
    expect(optimizer.step).toBe(0);
    tf.dispose([one, two]);
  });

  it("refuses every use after dispose", () => {
    const optimizer = adam({ learningRate: 0.1 });
    optimizer.dispose();
    expect(() => optimizer.apply({}, {})).toThrow(DisposedError);
    expect(() => optimizer.state()).toThrow(DisposedError);
    expect(() => optimizer.restore({}, 0)).toThrow(DisposedError);
  });

  const decays = {
    beta1: fc.double({ min: 0, max: 0.99, noNaN: true }),
    beta2: fc.double({ min: 0, max: 0.999, noNaN: true }),
  };
  // Away from 0, so that neither squares nor scaled squares underflow in float32.
  const gradient = fc.oneof(
    fc.float({ min: Math.fround(0.01), max: 100, noNaN: true }),
    fc.float({ min: -100, max: Math.fround(-0.01), noNaN: true }),
  );
  const path = fc.array(fc.tuple(gradient, gradient), { minLength: 1, maxLength: 12 });

  it("goes on byte for byte after a restore at any step, for all paths", () => {
    fc.assert(
      fc.property(fc.record(decays), path, fc.nat(12), (betas, gradients, cut) => {
        const options = { learningRate: 0.01, ...betas };
        const at = Math.min(cut, gradients.length);
        using whole = adam(options);
        const expected = trajectory(whole, [1, -1], gradients);
        using head = adam(options);
        const before = trajectory(head, [1, -1], gradients.slice(0, at));
        using tail = adam(options);
        tail.restore(head.state(), head.step);
        const after = trajectory(tail, before.at(-1) ?? [1, -1], gradients.slice(at));
        expect([...before, ...after]).toEqual(expected);
      }),
    );
  });

  it("does not depend on the order of the names, for all gradients", () => {
    fc.assert(
      fc.property(path, (gradients) => {
        const run = (isSwapped: boolean): number[] => {
          using optimizer = adam({ learningRate: 0.01 });
          const [a, b] = tf.tidy(() => [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(1))] as const);
          for (const [i, [ga, gb]] of gradients.entries()) {
            tf.tidy(() => {
              const [gradientA, gradientB] = [tf.scalar(ga), tf.scalar(gb)];
              if (isSwapped && i % 2 === 1) optimizer.apply({ b: gradientB, a: gradientA }, { b, a });
              else optimizer.apply({ a: gradientA, b: gradientB }, { b, a });
            });
          }
          const result = [...a.dataSync(), ...b.dataSync()];
          tf.dispose([a, b]);
          return result;
        };
        expect(run(true)).toEqual(run(false));
      }),
    );
  });

  it("gives the same path when gradients and epsilon grow by a power of two, for all paths", () => {
    fc.assert(
      fc.property(fc.record(decays), path, fc.integer({ min: -10, max: 10 }), (betas, gradients, exponent) => {
        const factor = 2 ** exponent;
        using plain = adam({ learningRate: 0.01, epsilon: 2 ** -10, ...betas });
        using scaled = adam({ learningRate: 0.01, epsilon: factor * 2 ** -10, ...betas });
        const expected = trajectory(plain, [1, -1], gradients);
        const larger = gradients.map((pair) => pair.map((g) => g * factor));
        expect(trajectory(scaled, [1, -1], larger)).toEqual(expected);
      }),
    );
  });

  it("never moves further than the bound of the paper's section 2.1, for all paths", () => {
    fc.assert(
      fc.property(
        fc.record({ ...decays, beta2: fc.double({ min: 0.5, max: 0.999, noNaN: true }) }),
        path,
        ({ beta1, beta2 }, gradients) => {
          using optimizer = adam({ learningRate: 0.01, beta1, beta2 });
          const weights = [[0, 0], ...trajectory(optimizer, [0, 0], gradients)];
          // By Cauchy–Schwarz |m̂|/√v̂ <= √(Σ β1^2j/β2^j) (1-β1)/(1-β1^t) · √((1-β2^t)/(1-β2)), here with no assumption
          // on the betas.
          for (const [i] of gradients.entries()) {
            const t = i + 1;
            let sum = 0;
            for (let j = 0; j < t; j++) sum += beta1 ** (2 * j) / beta2 ** j;
            const ratio = ((1 - beta1) / (1 - beta1 ** t)) * Math.sqrt((sum * (1 - beta2 ** t)) / (1 - beta2));
            const bound = 0.01 * ratio;
            for (const k of [0, 1]) {
              const move = Math.abs((weights[t]?.[k] ?? NaN) - (weights[i]?.[k] ?? NaN));
              // 6t + 6 roundings, as in the bound above, and one each of the two weights.
              const rounding = (6 * t + 6) * u * bound + 2 * u * Math.abs(weights[t]?.[k] ?? NaN);
              expect(move).toBeLessThanOrEqual(bound + rounding);
            }
          }
        },
      ),
    );
  });
});
