import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCertifiedCritic } from "../../src/arbitraries/certified-critic/build-certified-critic.ts";
import { certifiedCriticCase, type DenseStage, type Stage } from "../../src/arbitraries/certified-critic-case.ts";
import { activationOracle, steepestSlope } from "../../src/oracles/activation-oracle.ts";
import { composedBounds } from "../../src/oracles/composed-bounds.ts";
import { exactWasserstein1 } from "../../src/oracles/exact-wasserstein1.ts";
import {
  evaluationError,
  isLinearNetwork,
  linearNetworkConstant,
  reluNetworkConstant,
} from "../../src/oracles/network-constant.ts";
import { normFromBelow } from "../../src/oracles/norm-from-below.ts";
import { largestSingularValue, operationConstant } from "../../src/oracles/operation-constant.ts";
import { type ReferenceNetwork, referenceOutput } from "../../src/oracles/reference-network.ts";

const dense = (units: number, given: Partial<DenseStage> = {}): DenseStage => ({
  stage: "dense",
  units,
  values: { profile: "ones", scale: 1 },
  hasBias: false,
  activation: "linear",
  ...given,
});

const networkOf = (input: readonly number[], ...stages: readonly Stage[]): ReferenceNetwork =>
  buildCertifiedCritic({ input, stages, hasHead: false, seed: 0 }).network;

describe("constants", () => {
  it("of single layers are known by formulas", () => {
    const constants = [
      networkOf([3], dense(3)),
      networkOf([4, 1], { stage: "max pooling", window: 3, stride: 1, padding: "same" }),
      networkOf([3], { stage: "sum", branches: [[], []] }),
      networkOf([7, 1], { stage: "average pooling", window: 2, stride: 2, padding: "same" }),
      networkOf([4], { stage: "softmax", amount: 1 }),
    ].map(({ operations: [first] }) => (first === undefined ? Number.NaN : operationConstant(first).atLeast));
    [3, Math.sqrt(3), Math.SQRT2, 1, 1 / 2].forEach((exact, i) => {
      expect(constants[i]).toBeCloseTo(exact, 12);
    });
  });

  it("of a linear network is the norm of the product, also through a residual block", () => {
    const halves = dense(2, { values: { profile: "ones", scale: 0.5 } }); // [[½, ½], [½, ½]], of norm 1
    const { atLeast, atMost } = linearNetworkConstant(
      networkOf([2], { stage: "sum", branches: [[], [halves]] }, halves),
    );
    expect(atLeast).toBeLessThanOrEqual(2);
    expect(atMost).toBeGreaterThanOrEqual(2);
    expect(atMost - atLeast).toBeLessThan(1e-13);
  });

  it("of a ReLU network lies between samples and patterns, which meet for one unit", () => {
    const network = networkOf(
      [1],
      dense(1, { activation: "relu" }),
      dense(1, { values: { profile: "ones", scale: 2 } }),
    );
    const found = reluNetworkConstant(network, [[1], [-1]]);
    expect(found?.atLeast).toBeCloseTo(2, 12);
    expect(found?.atMost).toBeCloseTo(2, 12);
    expect(reluNetworkConstant(network, [[-1]])?.atLeast).toBe(0);
    expect(reluNetworkConstant(networkOf([1], dense(1, { activation: "tanh" })), [])).toBeNull();
  });

  it("from below by power iteration comes within some per mille of singular values, and not above", () => {
    fc.assert(
      fc.property(certifiedCriticCase({ isLinear: true, maxStages: 1 }), (given) => {
        for (const { action } of buildCertifiedCritic(given).network.operations) {
          if (action.type !== "linear") continue;
          const { atLeast, atMost } = largestSingularValue(action.map);
          const found = normFromBelow(action.map);
          expect(found).toBeLessThanOrEqual(atMost * (1 + 1e-12));
          expect(found).toBeGreaterThanOrEqual(atLeast * 0.97);
        }
      }),
    );
  });
});

describe("activations", () => {
  it("have the slopes that are known", () => {
    const known = { relu: 1, sigmoid: 1 / 4, tanh: 1, swish: 1.0998393, mish: 1.0884982, gelu: 1.1289041, gelu_new: 1.1289931, selu: 1.7580993 }; // prettier-ignore
    for (const [name, slope] of Object.entries(known)) {
      const found = steepestSlope(name as keyof typeof known);
      expect(found).toBeLessThanOrEqual(slope + 1e-7);
      expect(found).toBeGreaterThan(slope * 0.99);
    }
    expect(steepestSlope("leakyReLU", -2)).toBeCloseTo(2, 12);
    expect(activationOracle("gelu")(0.5)).toBeCloseTo(0.345731, 6);
  });
});

describe("networks", () => {
  it("compose as branches do", () => {
    const branches = { stage: "concatenation", branches: [[dense(2)], []] } as const;
    const { operations, ...shapes } = networkOf([2], branches, dense(1), { stage: "average", branches: [[], []] });
    expect(composedBounds({ operations, ...shapes }, [3, 9, 2, 9])).toEqual([1, 3, Math.sqrt(10), 2 * Math.sqrt(10), 2 * Math.sqrt(10)]); // prettier-ignore
  });

  it("are linear up to offsets where they say so, and their evaluation is off by less than its error", () => {
    fc.assert(
      fc.property(certifiedCriticCase({ isLinear: true }), fc.nat(100), (given, k) => {
        const { network } = buildCertifiedCritic(given);
        expect(isLinearNetwork(network)).toBe(true);
        const size = given.input.reduce((total, n) => total * n, 1);
        const x = Float64Array.from({ length: size }, (_, i) => Math.sin(i + k));
        const at = (t: number): Float64Array => referenceOutput(network, x.map((v) => t * v)); // prettier-ignore
        const error = evaluationError(network);
        const allowed = 2 * error(x) + error(x.map((v) => 2 * v)) + error(x.map(() => 0));
        const [zero, one, two] = [at(0), at(1), at(2)];
        const bend = Math.hypot(...two.map((v, i) => v - 2 * (one[i] ?? 0) + (zero[i] ?? 0)));
        expect(bend).toBeLessThanOrEqual(allowed * (1 + 1e-9));
      }),
    );
  });
});

describe("optimal transport", () => {
  it("on a line is between sorted points", () => {
    const points = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 5 }); // prettier-ignore
    fc.assert(
      fc.property(points, (pairs) => {
        const [one, other] = [0, 1].map((k) => pairs.map((pair) => pair[k] ?? 0).toSorted((a, b) => a - b));
        const sorted = (one ?? []).reduce((sum, x, i) => sum + Math.abs(x - (other?.[i] ?? 0)), 0) / pairs.length;
        const found = exactWasserstein1(pairs.map(([x]) => [x]), pairs.map(([, y]) => [y])); // prettier-ignore
        expect(found).toBeCloseTo(sorted, 12);
      }),
    );
  });
});
