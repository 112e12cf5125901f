import { startBackend } from "@lipschitz-gan/backend";
import { compose, type LipschitzConstraint, unconstrained } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Architecture, kernelKinds, type Kernels } from "../../src/laws/constraint/architecture.ts";
import { constraintTable } from "../../src/laws/constraint/constraint.ts";
import { dominantCase, dominantKernels } from "../../src/laws/constraint/dominant-case.ts";
import { leadingCase, leadingKernels, placeOf } from "../../src/laws/constraint/leading-case.ts";
import { slopeByDifferences, type Stencil, stencilPlaces } from "../../src/laws/constraint/slope-by-differences.ts";
import { constraintSubject } from "../../src/laws/constraint/subject.ts";
import { svd } from "../../src/oracles/svd.ts";
import { describeTable } from "../support/describe-table.ts";

await startBackend("cpu");

const constraints: readonly (readonly [string, () => LipschitzConstraint])[] = [
  ["unconstrained()", () => unconstrained()],
  ["spectralNorm()", () => spectralNorm()],
  ["spectralNorm({ k, powerIterations })", () => spectralNorm({ k: 9, powerIterations: 3 })],
  ["spectralNorm({ mode: operator })", () => spectralNorm({ mode: "operator" })],
  ["spectralNorm({ mode: certified })", () => spectralNorm({ mode: "certified", k: 9 })],
  ["weightClipping()", () => weightClipping()],
  ["weightClipping({ k })", () => weightClipping({ k: 9 })],
  ["gradientPenalty()", () => gradientPenalty()],
  ["gradientPenalty({ sided: one })", () => gradientPenalty({ sided: "one", lambda: 1, k: 2 })],
  ["weightNorm()", () => weightNorm()],
  ["weightNorm({ kPerWeight })", () => weightNorm({ kPerWeight: 3 })],
  ["weightNorm({ gain })", () => weightNorm({ gain: true })],
  ["spectral norm and gradient penalty", () => compose(spectralNorm(), gradientPenalty())],
  ["clipping and gradient penalty", () => compose(weightClipping({ c: 0.1 }), gradientPenalty())],
  ["weight norm and gradient penalty", () => compose(weightNorm(), gradientPenalty())],
  ["weight norm with gain, then spectral norm", () => compose(weightNorm({ gain: true }), spectralNorm())],
  [
    "certified spectral norm and gradient penalty",
    () => compose(spectralNorm({ mode: "certified" }), gradientPenalty()),
  ],
  [
    "weight norm with gain, then certified",
    () => compose(weightNorm({ gain: true }), spectralNorm({ mode: "certified" })),
  ],
  ["two gradient penalties", () => compose(gradientPenalty(), gradientPenalty({ sided: "one" }))],
];

for (const [name, make] of constraints) describeTable(constraintTable, name, constraintSubject(make));

describe("slopeByDifferences", () => {
  const h = 1 / 4;
  /** How far the slope of a function is off from the nearest right answer, as a share of the error that it tells. */
  const ratio = (f: (x: number) => number, right: readonly number[]): number => {
    const values = stencilPlaces.map((place) => f(place * h)) as unknown as Stencil; // as many as places
    const { slope, error } = slopeByDifferences(values, h, 2 ** -50);
    return Math.min(...right.map((answer) => Math.abs(slope - answer))) / error;
  };
  const coefficient = fc.double({ min: -1, max: 1, noNaN: true });
  const place = fc.double({ min: 0, max: 0.24, noNaN: true });

  it("tells at least twice the error of a smooth function", () => {
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, (a, b, c) => {
        expect(ratio((x) => x + c * x ** 2 + a * x ** 3 + b * (4 * x) ** 5, [1])).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it("takes both slopes of a kink for right, and tells twice what is off from one of them", () => {
    fc.assert(
      fc.property(place, coefficient, (t, c) => {
        const kinked = (x: number): number => x + c * x ** 2 + Math.max(0, x - t * h);
        expect(ratio(kinked, [1, 2])).toBeLessThanOrEqual(0.5);
        expect(ratio((x) => x + Math.max(0, x - t * h) ** 2, [1])).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it("tells no error that would hide a wrong slope", () => {
    expect(ratio((x) => Math.sin(1 + x), [2 * Math.cos(1)])).toBeGreaterThan(30);
  });
});

/** The matrices of a case's kernels, one for each block. */
function blocksOf(given: Architecture, kernels: Kernels): readonly (readonly (readonly number[])[])[] {
  return Object.entries(kernels).flatMap(([name, { shape, values }]) => {
    const kind = name === "score/kernel" ? "dense" : given.kind;
    const [groups, multiplier] = kind === "depthwise" ? [shape[2] ?? 1, shape[3] ?? 1] : [1, 1];
    const blocks = Array.from({ length: groups }, (): number[][] => []);
    for (const [i, value] of values.entries()) {
      const { row, column } = placeOf(kind, shape, i);
      const block = blocks[kind === "depthwise" ? Math.floor(i / multiplier) % groups : 0]!; // one a group
      (block[row] ??= [])[column] = value;
    }
    return blocks;
  });
}

describe("the cases", () => {
  it("of leading singular values have none beside it that is more than half as large", () => {
    fc.assert(
      fc.property(leadingCase({ kinds: kernelKinds }), (given) => {
        for (const block of blocksOf(given, leadingKernels(given))) {
          const [first = 0, second = 0] = svd(block).sigmas;
          expect(second).toBeLessThanOrEqual((first / 2) * (1 + 1e-12));
        }
      }),
    );
  });

  it("of dominant diagonals have no singular value below one", () => {
    fc.assert(
      fc.property(dominantCase({ kinds: kernelKinds, exponents: [0] }), (given) => {
        for (const block of blocksOf(given, dominantKernels(given))) {
          expect(svd(block).sigmas.at(-1)).toBeGreaterThanOrEqual(1 - 1e-12);
        }
      }),
    );
  });
});
