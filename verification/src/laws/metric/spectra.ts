import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { matrixCase, type MatrixCase, matrixOf } from "../../arbitraries/matrix-case.ts";
import { squareSum } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { svd } from "../../oracles/svd.ts";
import { countDifferent, svdError, u64 } from "../weights/rounding.ts";
import { axesOf, reflectedRow } from "./gaussians.ts";
import type { MetricSubject } from "./subject.ts";

const cases = matrixCase({ maxRows: 24, maxColumns: 32, scales: "one" });

/** Singular values against another program's. */
export const singularValuesByOracle: Law<MetricSubject> = defineLaw<
  MetricSubject,
  { readonly matrix: MatrixCase; readonly power: number }
>({
  name: "spectrum-values",
  statement:
    "Singular values come in falling order, agree with another decomposition, have Σ σ² = Σ w², and scale with 2^k to the last bit.",
  source: "ml-matrix; Golub & Van Loan (2013), section 8.6",
  cases: fc.record({ matrix: cases, power: fc.integer({ min: -300, max: 300 }) }),
  labels: ({ matrix }) => [`family: ${matrix.family}`],
  measure: ({ singularValues }, { matrix, power }) => {
    const rows = matrixOf(matrix);
    const [height, width] = [rows.length, rows[0]?.length ?? 0];
    const found = Array.from(singularValues(rows.flat(), height, width));
    const { sigmas } = svd(rows);
    const error = 2 * svdError(height, width) * (sigmas[0] ?? Number.NaN); // one of either side
    const square = squareSum(rows);
    const scaled = singularValues(
      rows.flat().map((x) => x * 2 ** power),
      height,
      width,
    );
    return [
      { observed: Math.abs(found.length - sigmas.length), allowed: 0, what: "the number of values" },
      ...sigmas.map((sigma, i) => ({
        observed: Math.abs((found[i] ?? Number.NaN) - sigma),
        allowed: error,
        what: `σ${i + 1}`,
      })),
      ...found
        .slice(1)
        .map((sigma, i) => ({ observed: sigma - (found[i] ?? 0), allowed: 0, what: `the step after σ${i + 1}` })),
      {
        observed: Math.abs(found.reduce((sum, sigma) => sum + sigma * sigma, 0) - square),
        allowed: 2 * (height * width + (found.length * svdError(height, width)) / u64) * u64 * square,
        what: "Σ σ² against Σ w²",
      },
      {
        observed: countDifferent(
          Array.from(scaled),
          found.map((sigma) => sigma * 2 ** power),
        ),
        allowed: 0,
        what: `the values of the matrix times 2^${power}`,
      },
    ];
  },
});

interface SpectrumCase {
  readonly sigmas: readonly number[];
  readonly power: number;
  readonly seed: number;
}

const sigma = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 40 }).map((quarters) => quarters / 4),
);

/** By how much `exp` of an entropy of n shares may be off: shares by n roundings, terms by four, a sum by n. */
function rankError(n: number): number {
  return n * 4 * (n + 6) * u64 * (1 + Math.log(n));
}

/** What a rank of a spectrum should do. */
export const effectiveRanks: Law<MetricSubject> = defineLaw<MetricSubject, SpectrumCase>({
  name: "spectrum-rank",
  statement:
    "The entropy is −Σ p log p of p = σ / Σσ in nats, and the effective rank its exponential: from 1 to the number of values that are not 0, where it is if they are equal; it sees neither their order nor their unit.",
  source: "Roy & Vetterli (2007), definition 1 and section 3",
  cases: fc.record({
    sigmas: fc.array(sigma, { minLength: 1, maxLength: 20 }),
    power: fc.integer({ min: -1000, max: 1000 }),
    seed: fc.nat(1e6),
  }),
  labels: ({ sigmas }) => [
    `values: ${sigmas.every((x) => x === 0) ? "all 0" : sigmas.includes(0) ? "some 0" : "none 0"}`,
  ],
  measure: ({ effectiveRank, spectrumEntropy }, { sigmas, power, seed }) => {
    const rank = effectiveRank(sigmas);
    const positive = sigmas.filter((x) => x > 0);
    const n = positive.length;
    const sum = positive.reduce((total, x) => total + x, 0);
    const entropy = positive.reduce((total, x) => total - (x / sum) * Math.log(x / sum), 0);
    const expected = n === 0 ? 0 : Math.exp(entropy);
    const order = createRng(seed).stream("order").permutation(sigmas.length);
    const error = rankError(Math.max(1, n));
    return [
      { observed: Math.abs(rank - expected), allowed: 2 * error, what: "the effective rank by its formula" },
      { observed: Math.abs(spectrumEntropy(sigmas) - entropy), allowed: 2 * error, what: "the entropy by its formula" },
      { observed: Math.min(1, n) - rank, allowed: error, what: "the effective rank, below 1" },
      { observed: rank - n, allowed: error, what: "the effective rank, above the number of values" },
      {
        observed: Math.abs(effectiveRank(sigmas.map((x) => (x > 0 ? 1 : 0))) - n),
        allowed: error,
        what: "the effective rank of equal values",
      },
      {
        observed: Math.abs(effectiveRank([...order].map((i) => sigmas[i] ?? Number.NaN)) - rank),
        allowed: 2 * error,
        what: "the effective rank in another order",
      },
      {
        observed: Math.abs(effectiveRank(sigmas.map((x) => x * 2 ** power)) - rank),
        allowed: 0,
        what: `the effective rank in another unit, 2^${power}`,
      },
    ];
  },
});

/** A turned matrix is the same map in other bases. */
export const turnedSpectra: Law<MetricSubject> = defineLaw<MetricSubject, SpectrumCase & { readonly more: number }>({
  name: "spectrum-turned",
  statement:
    "Of U diag(σ) Vᵀ with orthogonal U and V, the singular values are σ, and those of an orthogonal matrix all 1; the effective rank is that of σ.",
  source: "the singular value decomposition",
  cases: fc.record({
    sigmas: fc.array(sigma, { minLength: 1, maxLength: 12 }),
    power: fc.constant(0),
    more: fc.nat(6),
    seed: fc.nat(1e6),
  }),
  labels: ({ more }) => [`shape: ${more === 0 ? "square" : "wide"}`],
  measure: ({ singularValues, effectiveRank }, { sigmas, more, seed }) => {
    const [height, width] = [sigmas.length, sigmas.length + more];
    const matrix = turnedMatrix(sigmas, width, seed);
    const ones = turnedMatrix(
      sigmas.map(() => 1),
      width,
      seed,
    );
    const sorted = sigmas.toSorted((a, b) => b - a);
    // Six reflections, each within `(4 max + 16) u` of the Frobenius norm, and the decomposition itself.
    const moved = (values: readonly number[]): number =>
      6 * (4 * width + 16) * u64 * Math.hypot(...values) + svdError(height, width) * Math.max(...values);
    const [found, flat] = [matrix, ones].map((of) => Array.from(singularValues(of.flat(), height, width)));
    const n = height;
    // `p log p` is steep at 0: n values that are off by e of their sum move the entropy by `n e (1 + log(1/e))` at most.
    const share = Math.min(
      0.1,
      moved(sigmas) /
        Math.max(
          2 ** -1000,
          sigmas.reduce((sum, x) => sum + x, 0),
        ),
    );
    const ofEntropy = 2 * n * share * (1 + Math.log(1 / share));
    return [
      ...sorted.map((x, i) => ({
        observed: Math.abs((found?.[i] ?? Number.NaN) - x),
        allowed: moved(sigmas),
        what: `σ${i + 1}`,
      })),
      ...sorted.map((_, i) => ({
        observed: Math.abs((flat?.[i] ?? Number.NaN) - 1),
        allowed: moved(sigmas.map(() => 1)),
        what: `σ${i + 1} of an orthogonal matrix`,
      })),
      ...(Math.max(...sigmas) === 0
        ? []
        : [
            {
              observed: Math.abs(effectiveRank(found ?? []) - effectiveRank(sigmas)),
              allowed: n * ofEntropy + 2 * rankError(n),
              what: "the effective rank of the turned matrix",
            },
          ]),
    ];
  },
});

/** `U diag(σ) Vᵀ` with products of three reflections. */
function turnedMatrix(sigmas: readonly number[], width: number, seed: number): number[][] {
  const rng = createRng(seed);
  const diagonal = sigmas.map((x, i) => Array.from({ length: width }, (_, j) => (i === j ? x : 0)));
  const right = axesOf(rng.stream("right"), width);
  const left = axesOf(rng.stream("left"), sigmas.length);
  const turnedRows = right.reduce((rows, axis) => rows.map((row) => reflectedRow(row, axis)), diagonal);
  const columns = (turnedRows[0] ?? []).map((_, j) => turnedRows.map((row) => row[j] ?? Number.NaN));
  const turnedColumns = left.reduce((rows, axis) => rows.map((row) => reflectedRow(row, axis)), columns);
  return (turnedColumns[0] ?? []).map((_, i) => turnedColumns.map((column) => column[i] ?? Number.NaN));
}
