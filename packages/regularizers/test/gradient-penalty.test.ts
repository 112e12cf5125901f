import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { compose, constrain, createRng, type RandomStream, ShapeError } from "@lipschitz-gan/core";
import { gradientPenalty, type GradientPenaltyOptions, spectralNorm } from "@lipschitz-gan/regularizers";
import { normal } from "./support/models.ts";
import { numbers, u32 } from "./support/tensors.ts";

beforeAll(async () => {
  await startBackend("cpu");
});
beforeEach(() => {
  tf.engine().startScope();
  return () => {
    tf.engine().endScope();
  };
});

/** A stream that gives these numbers as its uniform ones. */
const scripted = (values: readonly number[]): RandomStream => {
  const left = [...values];
  return { ...createRng(0).stream("unused"), uniform: () => left.shift() ?? Number.NaN };
};
const tensor = (seed: number, shape: readonly number[]): tf.Tensor => normal(createRng(seed).stream("x"), shape);

interface Setup {
  readonly critic: (x: tf.Tensor) => tf.Tensor;
  readonly real: tf.Tensor;
  readonly fake: tf.Tensor;
  readonly random: RandomStream;
}
function penaltyOf(options: GradientPenaltyOptions, setup: Setup): tf.Scalar {
  const bound = gradientPenalty(options).bind([], createRng(0));
  return bound.penalty!({
    ...setup,
    weight: () => {
      throw new Error("the penalty needs no weight");
    },
  });
}
const valueOf = (options: GradientPenaltyOptions, setup: Setup): number =>
  penaltyOf(options, setup).dataSync()[0] ?? Number.NaN;

/** `tanh(x A) b`, each sample for itself. */
const curved = (seed: number, inputs: number): ((x: tf.Tensor) => tf.Tensor) => {
  const [a, b] = [tensor(seed, [inputs, 5]), tensor(seed + 1, [5, 1])];
  return (x) => tf.matMul(tf.tanh(tf.matMul(tf.reshape(x, [-1, inputs]), a)), b);
};
const linear =
  (w: tf.Tensor) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.reshape(
      tf.sum(
        tf.mul(x, w),
        [...w.shape.keys()].map((axis) => axis + 1),
      ),
      [-1, 1],
    );

/** Two decimals, up to the limit. */
const numberUpTo = (limit: number): fc.Arbitrary<number> =>
  fc.integer({ min: 1, max: 100 * limit }).map((n) => n / 100);

/** The penalty of a linear critic whose gradient has this length; λ = 2, k = 3. */
const atLength = (sided: "one" | "two", length: number): number =>
  valueOf(
    { lambda: 2, k: 3, sided },
    {
      critic: linear(tf.tensor1d([length, 0])),
      real: tensor(1, [2, 2]),
      fake: tensor(2, [2, 2]),
      random: scripted([0, 0.5]),
    },
  );

describe("gradientPenalty", () => {
  it("is λ (‖w‖ - k)² for a linear critic, at any points, whatever the rank of a sample", () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.nat(1e6), numberUpTo(20), numberUpTo(3), (shape, seed, lambda, k) => {
        const w = tensor(seed, shape);
        const length = Math.hypot(...numbers(w));
        const [real, fake] = [tensor(seed + 1, [3, ...shape]), tensor(seed + 2, [3, ...shape])];
        const found = valueOf({ lambda, k }, { critic: linear(w), real, fake, random: createRng(seed).stream("p") });
        // The norm is off by δ = (n/2 + 3) u ‖w‖, k and λ by a rounding: an absolute bound, for the excess may be small.
        const excess = length - k;
        const delta = (w.size / 2 + 3) * u32 * length + u32 * k;
        const allowed = lambda * (2 * Math.abs(excess) * delta + delta ** 2 + 8 * u32 * excess ** 2);
        expect(Math.abs(found - lambda * excess ** 2)).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it("draws one ε for each sample and takes the points on the segments between real and fake", () => {
    const shape = [6, 2, 3];
    const [real, fake] = [tensor(1, shape), tensor(2, shape)];
    const epsilons = [0, 0.25, 0.5, 0.625, 0.75, 0.875];
    let points: number[] = [];
    const critic = (x: tf.Tensor): tf.Tensor => {
      points = numbers(x);
      return tf.sum(x, [1, 2]);
    };
    valueOf({}, { critic, real, fake, random: scripted(epsilons) });
    const [reals, fakes] = [numbers(real), numbers(fake)];
    for (const [i, x] of points.entries()) {
      const epsilon = epsilons[Math.floor(i / 6)] ?? Number.NaN;
      const [a, b] = [reals[i] ?? 0, fakes[i] ?? 0];
      // two products and a sum
      expect(Math.abs(x - (epsilon * a + (1 - epsilon) * b)), `point ${i}`).toBeLessThanOrEqual(
        2 * u32 * (Math.abs(a) + Math.abs(b)),
      );
    }
    expect(points.slice(0, 6)).toEqual(fakes.slice(0, 6)); // ε = 0
  });

  it("draws its numbers from the stream it is given, and no more than one a sample", () => {
    const setup = { critic: curved(1, 4), real: tensor(2, [3, 4]), fake: tensor(3, [3, 4]) };
    const of = (random: RandomStream): number => valueOf({}, { ...setup, random });
    expect(of(createRng(1).stream("p"))).toBe(of(createRng(1).stream("p")));
    expect(of(createRng(1).stream("p"))).not.toBe(of(createRng(2).stream("p")));
    expect(of(scripted([0.1, 0.2, 0.3]))).not.toBeNaN();
  });

  it("is the mean of the penalties of its samples alone, so no sample sees another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(1e6), fc.constantFrom("one", "two"), (n, seed, sided) => {
        const [real, fake] = [tensor(seed, [n, 2, 2]), tensor(seed + 1, [n, 2, 2])];
        const stream = createRng(seed).stream("p");
        const epsilons = Array.from({ length: n }, () => Math.fround(stream.uniform()));
        const critic = curved(seed + 2, 4);
        const whole = valueOf({ lambda: 1, sided }, { critic, real, fake, random: scripted(epsilons) });
        const alone = epsilons.map((epsilon, i) =>
          valueOf(
            { lambda: 1, sided },
            {
              critic,
              real: tf.slice(real, i, 1),
              fake: tf.slice(fake, i, 1),
              random: scripted([epsilon]),
            },
          ),
        );
        const mean = alone.reduce((sum, x) => sum + x, 0) / n;
        expect(Math.abs(whole - mean)).toBeLessThanOrEqual((n + 2) * u32 * mean); // n terms added, and divided
      }),
      { numRuns: 40 },
    );
  });

  it("is for a batch of n copies what it is for one, and does not depend on the order", () => {
    const critic = curved(5, 4);
    const [real, fake] = [tensor(6, [1, 4]), tensor(7, [1, 4])];
    const one = valueOf({}, { critic, real, fake, random: scripted([0.3]) });
    const copies = { real: tf.tile(real, [8, 1]), fake: tf.tile(fake, [8, 1]) };
    expect(valueOf({}, { critic, ...copies, random: scripted(Array.from({ length: 8 }, () => 0.3)) })).toBeCloseTo(
      one,
      5,
    );

    const [reals, fakes] = [tensor(8, [4, 4]), tensor(9, [4, 4])];
    const [epsilons, order] = [
      [0.1, 0.4, 0.6, 0.9],
      [2, 0, 3, 1],
    ];
    const straight = valueOf({}, { critic, real: reals, fake: fakes, random: scripted(epsilons) });
    const moved = valueOf(
      {},
      {
        critic,
        real: tf.gather(reals, order),
        fake: tf.gather(fakes, order),
        random: scripted(order.map((i) => epsilons[i] ?? Number.NaN)),
      },
    );
    expect(Math.abs(moved - straight)).toBeLessThanOrEqual(8 * u32 * straight);
  });

  it("one-sided is exactly zero for norms up to k, and the two-sided one above", () => {
    expect([0, 1, 3].map((length) => atLength("one", length))).toEqual([0, 0, 0]);
    expect([0, 1, 3].map((length) => atLength("two", length))).toEqual([18, 8, 0]);
    expect(atLength("one", 5)).toBe(8);
    expect(atLength("two", 5)).toBe(8);
  });

  it.each(["one", "two"] as const)("has no NaN where the gradient of the critic is zero (%s-sided)", (sided) => {
    const w = tf.variable(tf.zeros([3]));
    const setup = { real: tensor(1, [2, 3]), fake: tensor(2, [2, 3]), random: scripted([0.2, 0.7]) };
    const { value, grads } = tf.variableGrads(
      () => penaltyOf({ sided }, { ...setup, critic: (x) => linear(w)(x) }),
      [w],
    );
    expect(numbers(value)).toEqual([sided === "one" ? 0 : 10]);
    expect(numbers(grads[w.name]!).map(Math.abs)).toEqual([0, 0, 0]);
    w.dispose();
  });

  it.each(["cpu", "wasm"] as const)(
    "is NaN where the gradient of the critic is, on either side, on %s",
    async (name) => {
      await startBackend(name, { threads: 1 });
      for (const sided of ["one", "two"] as const) {
        const setup = { real: tensor(1, [2, 3]), fake: tensor(2, [2, 3]), random: scripted([0.2, 0.7]) };
        expect(
          valueOf({ sided }, { ...setup, critic: linear(tf.tensor1d([1, Number.NaN, 0])) }),
          `${sided}-sided`,
        ).toBeNaN();
      }
      await startBackend("cpu");
    },
  );

  it("refuses batches of two shapes", () => {
    const setup = { critic: curved(1, 4), real: tensor(1, [2, 4]), random: scripted([0, 0]) };
    expect(() => valueOf({}, { ...setup, fake: tensor(2, [3, 4]) })).toThrow(ShapeError);
    expect(() => valueOf({}, { ...setup, fake: tensor(2, [1, 4]) })).toThrow(
      /gradientPenalty: expected shape of the fake batch equal to \[2, 4\], received \[1, 4\]/,
    );
  });
});

// ∂/∂W of the penalty against central differences of a float64 mirror of a two-layer critic.
interface Net {
  /** First kernel, `inputs x hidden`. */
  readonly first: number[][];
  readonly bias: number[];
  /** Second kernel, one number for each hidden unit. */
  readonly second: number[];
}
interface Activation {
  readonly name: "leakyRelu" | "tanh";
  readonly slope: (h: number) => number;
}
const activations: readonly Activation[] = [
  { name: "leakyRelu", slope: (h) => (h > 0 ? 1 : 0.2) },
  { name: "tanh", slope: (h) => 1 - Math.tanh(h) ** 2 },
];
const INPUTS = 3;
const HIDDEN = 4;

function mirror(net: Net, slope: (h: number) => number, points: readonly number[][], k = 1): number {
  const excesses = points.map((x) => {
    const weighted = net.second.map(
      (b, j) => b * slope(x.reduce((sum, xi, i) => sum + xi * (net.first[i]?.[j] ?? 0), net.bias[j] ?? 0)),
    );
    const gradient = net.first.map((row) => row.reduce((sum, a, j) => sum + a * (weighted[j] ?? 0), 0));
    return Math.hypot(...gradient) - k;
  });
  return excesses.reduce((sum, e) => sum + e ** 2, 0) / points.length;
}

/** Central differences of f in every entry; h² error and roundoff balance near the cube root of 2^-53. */
function differences(f: (entries: readonly number[]) => number, at: readonly number[]): number[] {
  const h = 1e-5;
  const moved = (i: number, step: number): number => f(at.map((x, j) => (i === j ? x + step : x)));
  return at.map((_, i) => (moved(i, h) - moved(i, -h)) / (2 * h));
}

function netFrom(entries: readonly number[]): Net {
  const first = Array.from({ length: INPUTS }, (_, i) => entries.slice(i * HIDDEN, (i + 1) * HIDDEN));
  const rest = entries.slice(INPUTS * HIDDEN);
  return { first, bias: rest.slice(0, HIDDEN), second: rest.slice(HIDDEN) };
}

const pointsBetween = (real: tf.Tensor, fake: tf.Tensor, epsilons: readonly number[]): number[][] => {
  const [reals, fakes] = [real.arraySync() as number[][], fake.arraySync() as number[][]];
  return epsilons.map((e, s) => (reals[s] ?? []).map((a, i) => e * a + (1 - e) * (fakes[s]?.[i] ?? 0)));
};

describe.each(activations)("the gradient of gradientPenalty through a critic with $name", ({ name, slope }) => {
  const build = (seed: number): tfl.LayersModel => {
    const input = tfl.input({ shape: [INPUTS], name: "x" });
    const hidden = tfl.layers.dense({ name: "first", units: HIDDEN }).apply(input);
    const act =
      name === "tanh"
        ? tfl.layers.activation({ name, activation: "tanh" })
        : tfl.layers.leakyReLU({ name, alpha: 0.2 });
    const output = tfl.layers.dense({ name: "second", units: 1, useBias: false }).apply(act.apply(hidden));
    const model = tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor });
    for (const [i, weight] of model.weights.entries()) weight.write(tensor(seed + i, weight.shape.map(Number)));
    return model;
  };
  const epsilons = [0.125, 0.5, 0.75]; // exact in float32

  it.each([1, 2, 3, 4, 5, 6])("agrees with finite differences in float64 (weights %i)", (seed) => {
    const critic = constrain(build(10 * seed), gradientPenalty({ lambda: 1 }));
    const [real, fake] = [tensor(seed, [3, INPUTS]), tensor(seed + 100, [3, INPUTS])];
    const names = ["first/kernel", "first/bias", "second/kernel"] as const;
    const variables = names.map((key) => critic.variables[key]!);
    const { value, grads } = tf.variableGrads(
      () => critic.forward((pass) => pass.penalty({ real, fake, random: scripted(epsilons) })!),
      variables,
    );
    const points = pointsBetween(real, fake, epsilons);
    const at = variables.flatMap(numbers);
    const loss = (entries: readonly number[]): number => mirror(netFrom(entries), slope, points);
    expect(value.dataSync()[0]).toBeCloseTo(loss(at), 4);
    const expected = differences(loss, at);
    const found = variables.flatMap((variable) => numbers(grads[variable.name] ?? tf.zerosLike(variable)));
    const scale = Math.max(...expected.map(Math.abs), 1);
    // some 30 roundings in each of a dozen terms that are no larger than the scale
    for (const [i, x] of found.entries()) {
      expect(Math.abs(x - (expected[i] ?? Number.NaN)), `entry ${i}`).toBeLessThan(400 * u32 * scale);
    }
  });

  it.each([1, 2, 3])("flows through W̄ of spectral norm to W (weights %i)", (seed) => {
    const critic = constrain(build(10 * seed), compose(spectralNorm(), gradientPenalty({ lambda: 1, k: 2 })));
    const [real, fake] = [tensor(seed, [3, INPUTS]), tensor(seed + 100, [3, INPUTS])];
    const variables = ["first/kernel", "second/kernel"].map((key) => critic.variables[key]!);
    const { grads } = tf.variableGrads(
      () => critic.forward((pass) => pass.penalty({ real, fake, random: scripted(epsilons) })!),
      variables,
    );
    const state = critic.state();
    const vector = (key: string): number[] => numbers(state[`constraint:0-spectral-norm/${key}`]!);
    const bias = numbers(critic.variables["first/bias"]!);
    const points = pointsBetween(real, fake, epsilons);
    /** W / uᵀWv with u and v constant; the kernel is `[inputs, outputs]`. */
    const normalised = (kernel: readonly number[], key: string): number[] => {
      const [u, v] = [vector(`${key}/u`), vector(`${key}/v`)];
      const sigma = kernel.reduce(
        (sum, w, i) => sum + w * (v[Math.floor(i / u.length)] ?? 0) * (u[i % u.length] ?? 0),
        0,
      );
      return kernel.map((w) => w / sigma);
    };
    const loss = (entries: readonly number[]): number => {
      const first = normalised(entries.slice(0, INPUTS * HIDDEN), "first/kernel");
      const second = normalised(entries.slice(INPUTS * HIDDEN), "second/kernel");
      return mirror(netFrom([...first, ...bias, ...second]), slope, points, 2);
    };
    const expected = differences(loss, variables.flatMap(numbers));
    const scale = Math.max(...expected.map(Math.abs), 1);
    for (const [i, x] of variables.flatMap((variable) => numbers(grads[variable.name]!)).entries()) {
      expect(Math.abs(x - (expected[i] ?? Number.NaN)), `entry ${i}`).toBeLessThan(800 * u32 * scale);
    }
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01); // it is no test of zeros
  });
});
