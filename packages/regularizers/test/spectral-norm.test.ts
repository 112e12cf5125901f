import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { constrain, type ConstrainedModel, createRng } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import { matrixCase, matrixOfCase, type Rows, svd, tau, transposed } from "./support/matrices.ts";
import { denseOf, fill, smallCritic } from "./support/models.ts";
import { bits, bitsByName, numbers, u32 } from "./support/tensors.ts";

beforeAll(async () => {
  await startBackend("cpu");
});
beforeEach(() => {
  tf.engine().startScope();
  return () => {
    tf.engine().endScope();
  };
});

const only = (model: ConstrainedModel): ConstrainedModel["weights"][number] => model.weights[0]!;
/** W̄ as rows by outputs. */
const barRows = (model: ConstrainedModel): number[][] => {
  const [columns = 0, rows = 0] = only(model).shape;
  const values = numbers(model.forward((pass) => pass.weight(only(model))));
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (__, c) => values[c * rows + r] ?? Number.NaN),
  );
};
const vectors = (model: ConstrainedModel): { u: number[]; v: number[] } => {
  const state = model.state();
  return { u: numbers(state["constraint:dense/kernel/u"]!), v: numbers(state["constraint:dense/kernel/v"]!) };
};
/** dL/dW as rows by outputs, for L = f(W̄). */
const gradientRows = (model: ConstrainedModel, f: (bar: tf.Tensor) => tf.Tensor): number[][] => {
  const { variable, shape } = only(model);
  const [inputs = 0, outputs = 0] = shape;
  const { grads } = tf.variableGrads(
    () => model.forward((pass) => tf.sum<tf.Scalar>(f(pass.weight(only(model))))),
    [variable],
  );
  return transposed(tf.reshape<tf.Rank.R2>(grads[variable.name]!, [inputs, outputs]).arraySync());
};
const normalRows = (rows: number, columns: number, seed: number): number[][] => {
  const random = createRng(seed).stream("entries");
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(random.normal())));
};
const inner = (a: Rows, b: Rows): number => a.flat().reduce((sum, x, i) => sum + x * (b.flat()[i] ?? 0), 0);
const absolute = (a: Rows): number[][] => a.map((row) => row.map(Math.abs));
/** γ_n: the relative error of n roundings of float32. */
const gamma = (n: number): number => (n * u32) / (1 - n * u32);

describe("spectralNorm", () => {
  it("is normalised before the first step: a matrix of rank one exactly", () => {
    const model = denseOf(
      [
        [3, 0],
        [4, 0],
      ],
      spectralNorm(),
    );
    expect(svd(barRows(model)).sigmas[0]).toBeCloseTo(1, 6);
    expect(barRows(model)[0]?.[0]).toBeCloseTo(0.6, 6);
  });

  it("divides by the estimate of its own u and v, which uᵀWv in float64 agrees with", () => {
    const matrix = normalRows(5, 7, 1);
    const model = denseOf(matrix, spectralNorm());
    const { u, v } = vectors(model);
    const sigma = u.reduce((sum, ui, i) => sum + ui * v.reduce((s, vj, j) => s + vj * (matrix[i]?.[j] ?? 0), 0), 0);
    for (const [i, row] of barRows(model).entries())
      for (const [j, x] of row.entries()) {
        expect(Math.abs(x - (matrix[i]?.[j] ?? 0) / sigma)).toBeLessThan(gamma(5 * 7 + 12 + 8) * Math.abs(x) * 7);
      }
  });

  it("keeps a kernel of zeros zero, lets its gradient through unchanged, and recovers", () => {
    const zero = normalRows(3, 4, 0).map((row) => row.map(() => 0));
    const model = denseOf(zero, spectralNorm());
    const before = bitsByName(model.state());
    model.update();
    expect(bitsByName(model.state())).toEqual(before);
    expect(barRows(model)).toEqual(zero);
    const g = normalRows(3, 4, 2);
    expect(gradientRows(model, (bar) => tf.mul(bar, tf.tensor2d(transposed(g))))).toEqual(g);
    only(model).variable.assign(tf.tensor2d(transposed(normalRows(3, 4, 3))));
    for (let i = 0; i < 200; i++) model.update();
    expect(svd(barRows(model)).sigmas[0]).toBeCloseTo(1, 3);
  });

  it.each(["cpu", "wasm"] as const)(
    "makes a kernel with an entry that is not finite all NaN, and keeps u, on %s",
    async (name) => {
      await startBackend(name, { threads: 1 });
      for (const bad of [Number.NaN, Infinity, -Infinity]) {
        for (let position = 0; position < 12; position++) {
          const good = normalRows(3, 4, 4);
          const model = denseOf(good, spectralNorm());
          const expected = barRows(model);
          const before = bitsByName(model.state());
          const spoilt = good.map((row, i) => row.map((x, j) => (4 * i + j === position ? bad : x)));
          only(model).variable.assign(tf.tensor2d(transposed(spoilt)));
          model.update();
          const where = `${bad} at ${position}`;
          for (const kind of ["u", "v"] as const) {
            const key = `constraint:dense/kernel/${kind}`;
            expect(bits(model.state()[key]!), `${kind} with ${where}`).toEqual(before[key]);
          }
          expect(barRows(model).flat().every(Number.isNaN), `W̄ with ${where}`).toBe(true);
          only(model).variable.assign(tf.tensor2d(transposed(good)));
          expect(barRows(model), `after ${where} is gone`).toEqual(expected);
        }
      }
      await startBackend("cpu");
    },
  );

  it("starts with NaN without harm", () => {
    const model = denseOf(
      [
        [Number.NaN, 1],
        [1, 1],
      ],
      spectralNorm(),
    );
    only(model).variable.assign(
      tf.tensor2d([
        [2, 0],
        [0, 1],
      ]),
    );
    for (let i = 0; i < 50; i++) model.update();
    expect(svd(barRows(model)).sigmas[0]).toBeCloseTo(1, 4);
  });

  it("multiplies by its share of k, or by kPerWeight whatever k is", () => {
    const critics = [{}, { k: 16 }, { k: 16, kPerWeight: 8 }].map((options) => {
      const model = tfl.sequential({
        layers: [tfl.layers.dense({ name: "a", units: 3, inputShape: [2] }), tfl.layers.dense({ name: "b", units: 1 })],
      });
      fill(model, 1);
      const critic = constrain(model, spectralNorm(options));
      return critic.forward((pass) => critic.weights.flatMap((weight) => numbers(pass.weight(weight))));
    });
    // shares of 4 and 8, exact in binary
    expect(critics[1]).toEqual(critics[0]?.map((x) => 4 * x));
    expect(critics[2]).toEqual(critics[0]?.map((x) => 8 * x));
  });

  it("runs three rounds in one update as it runs one in each of three", () => {
    const matrix = normalRows(6, 5, 6);
    const [three, one] = [denseOf(matrix, spectralNorm({ powerIterations: 3 })), denseOf(matrix, spectralNorm())];
    one.update();
    one.update();
    expect(bitsByName(one.state())).toEqual(bitsByName(three.state()));
    one.update();
    expect(bitsByName(one.state())).not.toEqual(bitsByName(three.state()));
  });

  it("keeps the sign of a kernel that has crossed zero since the last update", () => {
    const model = denseOf([[0.1]], spectralNorm());
    model.weights[0]!.variable.assign(tf.tensor2d([[-0.1]]));
    expect(numbers(model.apply(tf.tensor2d([[1]])))).toEqual([-1]);
  });

  it("normalises a depthwise channel that was weaker for long and then grows", () => {
    const layer = tfl.layers.depthwiseConv2d({ name: "l", kernelSize: 1, inputShape: [1, 1, 2], useBias: false });
    const model = constrain(tfl.sequential({ layers: [layer] }), spectralNorm());
    const { variable } = model.weights[0]!;
    variable.assign(tf.tensor([1, 0.5], variable.shape));
    for (let i = 0; i < 200; i++) model.update();
    variable.assign(tf.tensor([1, 10], variable.shape));
    model.update();
    expect(numbers(model.forward((pass) => pass.weight(model.weights[0]!)))).toEqual([Math.fround(0.1), 1]);
  });

  it("starts from a random vector, since a fixed one can be stuck at the second singular vector for ever", () => {
    // [[2, -2], [1, 1]]: the start must be random, for u = (0, 1) is stuck at √2 in place of 2√2.
    for (let seed = 0; seed < 5; seed++) {
      const model = denseOf(
        [
          [2, -2],
          [1, 1],
        ],
        spectralNorm({ powerIterations: 40 }),
      );
      expect(svd(barRows(model)).sigmas[0]).toBeCloseTo(1, 4);
    }
  });

  it("draws the start of each weight from a stream of its own", () => {
    const matrix = tf.tensor2d(normalRows(6, 6, 11));
    const model = tfl.sequential({
      layers: ["one", "other"].map((name) => tfl.layers.dense({ name, units: 6, inputShape: [6], useBias: false })),
    });
    model.setWeights([matrix, matrix]);
    const state = constrain(model, spectralNorm()).state();
    expect(bits(state["constraint:one/kernel/u"]!)).not.toEqual(bits(state["constraint:other/kernel/u"]!));
  });

  it("keeps its vectors from the optimizer", () => {
    const model = denseOf([[1, 2]], spectralNorm());
    const own = Object.entries(model.state()).filter(([name]) => name.startsWith("constraint:"));
    expect(own.map(([name, { trainable }]) => [name, trainable])).toEqual([
      ["constraint:dense/kernel/u", false],
      ["constraint:dense/kernel/v", false],
    ]);
    expect(Object.keys(model.variables)).toEqual(["dense/kernel"]);
  });

  it("refuses a weight that it was not bound to", () => {
    const model = denseOf([[1, 2]], spectralNorm());
    const other = constrain(smallCritic(), spectralNorm()).weights[0]!;
    const bound = spectralNorm().bind(model.weights, createRng(0));
    const refusal = new RangeError("spectralNorm: conv/kernel was not given to bind");
    expect(() => bound.update?.(other, other.variable)).toThrow(refusal);
    expect(() => bound.parametrize?.(other, other.variable)).toThrow(refusal);
  });

  it("gives a W̄ whose largest singular value is its share of k once power iteration has converged", () => {
    fc.assert(
      fc.property(matrixCase(12), fc.constantFrom(0.5, 1, 3), (wanted, k) => {
        const matrix = matrixOfCase(wanted);
        const model = denseOf(matrix, spectralNorm({ k, powerIterations: 50 }));
        const sigma = svd(barRows(model)).sigmas[0] ?? 0;
        // 51 rounds: the estimate is at least c^(1/102) of the truth for a start at cosine c; c > 1e-4 here.
        expect(sigma).toBeGreaterThanOrEqual(k * (1 - 2 * tau(matrix)));
        expect(sigma).toBeLessThanOrEqual((k * (1 + 2 * tau(matrix))) / 1e-4 ** (1 / 102));
      }),
      { numRuns: 40 },
    );
  });

  it("gives the same bits for a kernel of any scale from 2^-100 to 2^100", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.nat(1e6), (exponent, seed) => {
        const matrix = normalRows(4, 3, seed);
        const scaled = matrix.map((row) => row.map((x) => x * 2 ** exponent));
        expect(barRows(denseOf(scaled, spectralNorm()))).toEqual(barRows(denseOf(matrix, spectralNorm())));
      }),
      { numRuns: 40 },
    );
  });

  it("has the gradient k (G - ⟨G, W̄⟩ u vᵀ) / σ, exact algebra for any u and v, converged or not", () => {
    fc.assert(
      fc.property(matrixCase(8), fc.nat(1e6), fc.constantFrom(1, 4), (wanted, seed, k) => {
        const matrix = matrixOfCase(wanted);
        const model = denseOf(matrix, spectralNorm({ k }));
        const { u, v } = vectors(model);
        const outer = u.map((ui) => v.map((vj) => ui * vj));
        const sigma = inner(outer, matrix);
        const g = normalRows(wanted.rows, wanted.columns, seed);
        const lambda = inner(g, matrix) / sigma;
        const found = gradientRows(model, (bar) => tf.mul(bar, tf.tensor2d(transposed(g))));
        const { rows, columns } = wanted;
        // Every sum has at most mn terms; σ is off by γ |u|ᵀ|W||v|, and λ by γ ⟨|G|, |W|⟩ / σ.
        const conditionOfSigma = inner(absolute(outer), absolute(matrix)) / sigma;
        const sizeOfLambda = inner(absolute(g), absolute(matrix)) / sigma;
        for (const [i, row] of found.entries())
          for (const [j, x] of row.entries()) {
            const [gij = 0, uv = 0] = [g[i]?.[j], outer[i]?.[j]];
            const allowed =
              (k / sigma) *
              gamma(rows * columns + rows + columns + 8) *
              (1 + conditionOfSigma) *
              (Math.abs(gij) + 2 * sizeOfLambda * Math.abs(uv));
            expect(Math.abs(x - (k * (gij - lambda * uv)) / sigma), `entry ${i}, ${j}`).toBeLessThanOrEqual(allowed);
          }
        // W̄ does not change with the scale of W, so the gradient is orthogonal to W.
        const entries = rows * columns;
        const size = inner(absolute(found), absolute(matrix));
        const slack = gamma(entries + 8) * (1 + conditionOfSigma) * (size + 3 * k * sizeOfLambda * conditionOfSigma);
        expect(Math.abs(inner(found, matrix)), "⟨dL/dW, W⟩").toBeLessThanOrEqual(slack);
      }),
    );
  });

  it("agrees with finite differences of L(W / σ₁(W)) in float64 once u and v have converged", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(1e6),
        (rows, columns, seed) => {
          // A gap of 10 makes the largest singular value simple and the convergence complete.
          const matrix = matrixOfCase({ rows, columns, spectrum: "one-large", condition: 10, seed });
          const model = denseOf(matrix, spectralNorm({ powerIterations: 30 }));
          const weights = normalRows(rows, columns, seed + 1);
          const loss = (w: Rows): number => {
            const sigma = svd(w).sigmas[0] ?? Number.NaN;
            return w.flat().reduce((sum, x, i) => sum + (weights.flat()[i] ?? 0) * (x / sigma) ** 2, 0);
          };
          const found = gradientRows(model, (bar) => tf.mul(tf.square(bar), tf.tensor2d(transposed(weights))));
          const h = 6e-6; // cube root of float64's roundoff: error of the difference about 1e-9
          const scale = Math.max(...absolute(weights).flat());
          for (const [i, row] of found.entries())
            for (const [j, x] of row.entries()) {
              const moved = (step: number): Rows =>
                matrix.map((r, a) => r.map((y, b) => (a === i && b === j ? y + step : y)));
              const difference = (loss(moved(h)) - loss(moved(-h))) / (2 * h);
              // float32 sums over mn entries of size 2 |weights|, twice
              expect(Math.abs(x - difference)).toBeLessThan(
                gamma(8 * (rows * columns + rows + columns)) * 4 * scale + 1e-7,
              );
            }
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** The row that an entry counts for, and its column, from its index along every axis. */
type Place = (index: readonly number[]) => readonly [row: string, column: string];
const lastAxis: Place = (index) => [`${index.at(-1)}`, index.slice(0, -1).join()];

function naiveMatrix(values: readonly number[], shape: readonly number[], place: Place): number[][] {
  const places = values.map((value, flat) => ({ value, at: place(indexOf(flat, shape)) }));
  const rows = [...new Set(places.map(({ at }) => at[0]))];
  const columns = [...new Set(places.map(({ at }) => at[1]))];
  const matrix = rows.map(() => columns.map(() => 0));
  for (const { value, at } of places) matrix[rows.indexOf(at[0])]![columns.indexOf(at[1])] = value;
  return matrix;
}

function indexOf(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const n of [...shape].reverse()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return index;
}

describe("spectralNorm of every kind of kernel", () => {
  const { layers } = tfl;
  const cases: readonly (readonly [string, tfl.layers.Layer, string, Place])[] = [
    ["conv1d", layers.conv1d({ name: "l", filters: 4, kernelSize: 3, inputShape: [5, 2] }), "l/kernel", lastAxis],
    [
      "conv2d",
      layers.conv2d({ name: "l", filters: 3, kernelSize: [3, 2], inputShape: [5, 5, 2] }),
      "l/kernel",
      lastAxis,
    ],
    [
      "conv2dTranspose",
      layers.conv2dTranspose({ name: "l", filters: 3, kernelSize: [2, 3], inputShape: [3, 3, 5] }),
      "l/kernel",
      ([y, x, out, into]) => [`${out}`, [y, x, into].join()],
    ],
    [
      "depthwiseConv2d",
      layers.depthwiseConv2d({ name: "l", kernelSize: 3, depthMultiplier: 2, inputShape: [5, 5, 3] }),
      "l/depthwise_kernel",
      ([y, x, channel, multiplier]) => [[channel, multiplier].join(), [channel, y, x].join()],
    ],
    [
      "separableConv2d, depthwise",
      layers.separableConv2d({ name: "l", filters: 3, kernelSize: 2, inputShape: [4, 4, 2] }),
      "l/depthwise_kernel",
      ([y, x, channel, multiplier]) => [[channel, multiplier].join(), [channel, y, x].join()],
    ],
    [
      "separableConv2d, pointwise",
      layers.separableConv2d({ name: "l", filters: 3, kernelSize: 2, inputShape: [4, 4, 2] }),
      "l/pointwise_kernel",
      lastAxis,
    ],
    [
      "embedding",
      layers.embedding({ name: "l", inputDim: 6, outputDim: 3, inputShape: [2] }),
      "l/embeddings",
      lastAxis,
    ],
  ];

  it.each(cases)("%s: the largest singular value of the naive matrix becomes 1", (_name, layer, wanted, place) => {
    const model = tfl.sequential({ layers: [layer] });
    fill(model, 21);
    const critic = constrain(model, spectralNorm({ powerIterations: 300 }));
    const weight = critic.weights.find(({ name }) => name === wanted)!;
    const bar = numbers(critic.forward((pass) => pass.weight(weight)));
    // 300 rounds from a cosine above 1e-3: within 1 - 1e-3^(1/600) = 1.2 %, at any gap
    expect(svd(naiveMatrix(bar, weight.shape, place)).sigmas[0]).toBeGreaterThan(1 - 1e-5);
    expect(svd(naiveMatrix(bar, weight.shape, place)).sigmas[0]).toBeLessThan(1.012);
  });
});

afterAll(() => {
  tf.disposeVariables();
});
