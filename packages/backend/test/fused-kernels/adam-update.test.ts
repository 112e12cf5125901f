import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutLeak } from "../wasm-kernels/support/run-kernel.ts";
import { startWay, ways } from "./support/backends.ts";

type Row = readonly number[];
interface Case {
  readonly variable: Row;
  readonly gradient: Row;
  readonly first: Row;
  readonly second: Row;
}
interface Factors {
  readonly beta1: number;
  readonly beta2: number;
  readonly scale: number;
  readonly floor: number;
}

const usual: Factors = { beta1: 0.5, beta2: 0.999, scale: 2e-4, floor: 1e-8 };
const bits = (values: ArrayLike<number>): number[] => [...new Uint32Array(Float32Array.from(values).buffer)];

/** Each operation in float64, rounded: for + - · / and √ of float32 that is the correctly rounded float32 result. */
function expected(given: Case, factors: Factors): number[][] {
  const { fround } = Math;
  const [beta1, beta2, scale, floor] = [factors.beta1, factors.beta2, factors.scale, factors.floor].map((x) =>
    fround(x),
  ) as [number, number, number, number];
  const rows: [number[], number[], number[]] = [[], [], []];
  for (const [i, g] of given.gradient.entries()) {
    const m = fround(fround((given.first[i] ?? NaN) * beta1) + g);
    const v = fround(fround((given.second[i] ?? NaN) * beta2) + fround(g * g));
    const step = fround(fround(m / fround(fround(Math.sqrt(v)) + floor)) * scale);
    rows[0].push(fround((given.variable[i] ?? NaN) - step));
    rows[1].push(m);
    rows[2].push(v);
  }
  return rows;
}

function run(given: Case, factors: Factors): Float32Array[] {
  return tf.tidy(() => {
    const inputs = Object.fromEntries(Object.entries(given).map(([name, row]) => [name, tf.tensor1d([...row])]));
    return tf
      .engine()
      .runKernel<tf.Tensor[]>("AdamUpdate", inputs, { ...factors })
      .map((result) => result.dataSync<"float32">());
  });
}

describe.each(ways)("AdamUpdate with $name", (way) => {
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    stop = await startWay(way);
  });
  afterAll(() => stop?.());

  it("moves by the scale at a first step of unit gradient", () => {
    const given = { variable: [1, 1], gradient: [1, -1], first: [0, 0], second: [0, 0] };
    const [variable] = run(given, { beta1: 0.5, beta2: 0.5, scale: 0.25, floor: 2 ** -60 });
    expect([...(variable ?? [])]).toEqual([0.75, 1.25]);
  });

  it("takes an empty tensor and a scalar", () => {
    expect(run({ variable: [], gradient: [], first: [], second: [] }, usual).map(({ length }) => length)).toEqual([
      0, 0, 0,
    ]);
    const scalars = tf.tidy(() => {
      const one = tf.scalar(1);
      const inputs = { variable: one, gradient: one, first: one, second: one };
      return tf.engine().runKernel<tf.Tensor[]>("AdamUpdate", inputs, { ...usual });
    });
    expect(scalars.map(({ shape }) => shape)).toEqual([[], [], []]);
    tf.dispose(scalars);
  });

  it("writes into none of its inputs, whoever else holds their buffers", () => {
    const row = [1, 2, 3, 4, 5];
    tf.tidy(() => {
      const tensor = tf.tensor1d(row);
      const inputs = { variable: tensor, gradient: tensor, first: tensor, second: tensor };
      tf.engine().runKernel("AdamUpdate", inputs, { ...usual });
      expect([...tensor.dataSync()]).toEqual(row);
    });
  });

  it("leaves a product with the weight right, of which the WASM backend keeps a packed copy", () => {
    tf.tidy(() => {
      const ones = tf.ones([2, 8]);
      const weight = tf.variable(tf.ones([8, 8]), false);
      const product = (): number => tf.matMul(ones, weight as tf.Tensor2D).dataSync()[0] ?? Number.NaN;
      expect(product()).toBe(8);
      const zero = tf.zeros([8, 8]);
      const inputs = { variable: weight, gradient: tf.ones([8, 8]), first: zero, second: zero };
      const factors = { beta1: 0.5, beta2: 0.5, scale: 1, floor: 2 ** -60 };
      const [next] = tf.engine().runKernel<tf.Tensor[]>("AdamUpdate", inputs, factors);
      weight.assign(next as tf.Tensor);
      expect(product()).toBe(0);
      weight.dispose();
    });
  });

  it("refuses inputs of another size than the variable", () => {
    expect(() => run({ variable: [1, 2], gradient: [1, 2, 3], first: [0, 0], second: [0, 0] }, usual)).toThrow(
      new RangeError("AdamUpdate: gradient must hold 2 numbers, received [3]"),
    );
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      run({ variable: [1, 2], gradient: [1, 2], first: [0, 0], second: [0, 0] }, usual);
    });
  });

  it("has the bits of the operations rounded one by one, for all numbers and lengths", () => {
    const entry = fc.record({
      variable: fc.float(),
      gradient: fc.float(),
      first: fc.float(),
      second: fc.float({ min: 0 }),
    });
    const factor = fc.double({ min: 0, max: 1, noNaN: true });
    const factors = fc.record({ beta1: factor, beta2: factor, scale: factor, floor: factor });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 13 }), factors, (entries, drawn) => {
        const column = (name: keyof Case): number[] => entries.map((e) => e[name]);
        const given = {
          variable: column("variable"),
          gradient: column("gradient"),
          first: column("first"),
          second: column("second"),
        };
        // Through toEqual, as NaN has many bits; -0 is told from 0 there.
        expect(run(given, drawn).map((row) => Array.from(row))).toEqual(expected(given, drawn));
      }),
    );
  });

  it("does so over many vectors", () => {
    const [variable = [], gradient = [], first = [], second = []] = [1, 2, 3, 4].map((factor) =>
      Array.from({ length: 4099 }, (_, i) => Math.fround(Math.sin(factor * i))),
    );
    const given = { variable, gradient, first, second: second.map(Math.abs) };
    expect(run(given, usual).map(bits)).toEqual(expected(given, usual).map(bits));
  });
});
