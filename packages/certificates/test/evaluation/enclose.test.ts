import { describe, expect, it } from "vitest";
import { enclose } from "../../src/evaluation/enclose.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { gradient } from "../../src/evaluation/gradient.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { exactly, isWithin, plus, times, ZERO } from "../support/dyadic.ts";
import { handMade, sequential } from "../support/hand-made.ts";
import { randomVector } from "../support/random-vector.ts";

const bare = { use_bias: false } as const;

describe("enclose", () => {
  it("holds the exact value of a critic with leaky corners", () => {
    const topology = sequential(
      [6],
      [
        ["Dense", { ...bare, units: 8 }],
        ["LeakyReLU", { alpha: 0.2 }],
        ["Dense", { ...bare, units: 8 }],
        ["LeakyReLU", { alpha: 0.2 }],
        ["Dense", { ...bare, units: 1 }],
      ],
    );
    const sizes = [
      [6, 8],
      [8, 8],
      [8, 1],
    ] as const;
    for (let seed = 0; seed < 20; seed++) {
      const kernels = sizes.map(([n, m], i) => Float32Array.from(randomVector(10 * seed + i, n * m)));
      const weights = sizes.map((shape, i) => ({ name: `layer${2 * i + 1}/kernel`, shape, values: kernels[i] ?? [] }));
      const network = readNetwork(handMade(topology, weights));
      const x = randomVector(10 * seed + 9, 6).map((entry) => entry / 3);
      let signal = Array.from(x, exactly);
      for (const [i, [, outputs]] of sizes.entries()) {
        const sums = Array.from({ length: outputs }, (_, c) =>
          signal.reduce((sum, entry, k) => plus(sum, times(entry, exactly(kernels[i]?.[k * outputs + c] ?? 0))), ZERO),
        );
        const slope = exactly(Math.fround(0.2));
        signal = i === 2 ? sums : sums.map((sum) => (sum.n < 0n ? times(sum, slope) : sum));
      }
      const { middle, radius } = enclose(network, x);
      expect(isWithin(signal[0] ?? ZERO, middle[0] ?? Number.NaN, radius[0] ?? Number.NaN)).toBe(true);
      expect(radius[0]).toBeLessThan(1e-12);
      expect(middle).toEqual(evaluate(network, x));
    }
  });

  it("knows nothing after an overflow, which later operations might hide", () => {
    const topology = sequential(
      [1, 1, 2],
      [
        ["Dense", { ...bare, units: 2 }],
        ["Dense", { ...bare, units: 2 }],
        ["MaxPooling2D", { pool_size: 1 }],
        ["Activation", { activation: "tanh" }],
      ],
    );
    const huge = Float32Array.of(3e38, 3e38, -3e38, 3e38);
    const weights = [1, 2].map((i) => ({ name: `layer${i}/kernel`, shape: [2, 2], values: huge }));
    const network = readNetwork(handMade(topology, weights));
    const { middle, radius } = enclose(network, [1e300, 2e300]);
    expect([...middle]).toEqual([0, 0]);
    expect([...radius]).toEqual([Infinity, Infinity]);
    expect([...enclose(network, [1, 2]).middle]).toEqual([-1, 1]);
  });

  it("refuses samples of the wrong size, or with entries that are not finite", () => {
    const network = readNetwork(handMade(sequential([2], [["Dropout", { rate: 0.5 }]])));
    expect(() => enclose(network, [1])).toThrow("enclose: x must be 2 finite numbers, received 1");
    expect(() => evaluate(network, [1, Number.NaN])).toThrow("evaluate: x must be 2 finite numbers, received NaN");
    expect(() => gradient(network, [1, 2])).toThrow("gradient: cotangent must have 2 entries, received 0");
    expect(gradient(network, [1, 2], Float64Array.of(3, 4)).gradient).toEqual(Float64Array.of(3, 4));
  });
});
