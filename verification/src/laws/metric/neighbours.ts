import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { choices } from "./cubic-kernel.ts";
import { featuresOf, rowsOfFeatures, shuffledRows } from "./feature-rows.ts";
import { hasNoTies, type NeighbourShares, neighbourShares } from "./neighbour-oracle.ts";
import type { MetricSubject } from "./subject.ts";

/** Two sets of features and a number of neighbours. */
interface NeighbourCase {
  readonly nReal: number;
  readonly nFake: number;
  readonly dimension: number;
  readonly neighbours: number;
  readonly kind: "integers" | "normal" | "offset";
  readonly seed: number;
}

const neighbourCase: fc.Arbitrary<NeighbourCase> = fc
  .tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 30 }))
  .chain(([nReal, nFake]) =>
    fc.record({
      nReal: fc.constant(nReal),
      nFake: fc.constant(nFake),
      dimension: fc.integer({ min: 1, max: 6 }),
      neighbours: fc.integer({ min: 1, max: Math.min(6, nReal - 1, nFake - 1) }),
      kind: fc.constantFrom("integers" as const, "normal" as const, "offset" as const),
      seed: fc.nat(1e6),
    }),
  );

function setsOf({ nReal, nFake, dimension, kind, seed }: NeighbourCase): [real: number[][], fake: number[][]] {
  const of = (count: number, name: string): number[][] =>
    rowsOfFeatures(featuresOf({ count, dimension, kind, seed }, name), dimension);
  return [of(nReal, "real"), of(nFake, "fake")];
}

const labels = (given: NeighbourCase): readonly string[] => {
  const rows = setsOf(given).flat();
  return [
    `kind: ${given.kind}`,
    ...(new Set(rows.map(String)).size < rows.length ? ["has equal rows"] : []),
    `ties: ${hasNoTies(rows) ? "none" : "some"}`,
  ];
};

type Rows = readonly (readonly number[])[];

/** All four of a subject. */
function scoresOf(subject: MetricSubject, real: Rows, fake: Rows, neighbours: number): NeighbourShares {
  const [x, y, d] = [real.flat(), fake.flat(), real[0]?.length ?? 0];
  return {
    ...subject.precisionRecall(x, y, d, { neighbours }),
    ...subject.densityCoverage(x, y, d, { neighbours }),
  };
}

const names = ["precision", "recall", "density", "coverage"] as const;

/** The four of one way against those of another: shares of counts are equal or they are not. */
function same(what: string, found: NeighbourShares, expected: NeighbourShares): readonly Measurement[] {
  return names.map((name) => ({
    observed: Math.abs(found[name] - expected[name]),
    allowed: 0, // a quotient of two whole numbers rounds alike
    what: `${name} ${what}`,
  }));
}

/** Counts, with every tie and every pair of equal samples. */
export const neighbourDefinition: Law<MetricSubject> = defineLaw<MetricSubject, NeighbourCase>({
  name: "neighbours-definition",
  statement:
    "Precision, recall, density and coverage are the counts of their definitions, exactly, with equal samples, ties, and far from the origin, too.",
  source: "Kynkäänniemi et al. (2019), eqs. 1–2; Naeem et al. (2020), eqs. 3–4; distances that are exact in float64",
  cases: neighbourCase,
  labels,
  measure: (subject, given) => {
    const [real, fake] = setsOf(given);
    const { neighbours, dimension, nReal } = given;
    const found = scoresOf(subject, real, fake, neighbours);
    const ballNeighbours = 1 + (neighbours % (nReal - 1));
    const together = subject.neighbourScores(real.flat(), fake.flat(), dimension, {
      manifoldNeighbours: neighbours,
      ballNeighbours,
    });
    const expected = neighbourShares(real, fake, neighbours);
    const { density, coverage } = neighbourShares(real, fake, ballNeighbours);
    return [
      ...same("by definition", found, expected),
      ...same("of one pass", together, { ...expected, density, coverage }),
    ];
  },
});

/** What must not matter. */
export const neighbourInvariances: Law<MetricSubject> = defineLaw<MetricSubject, NeighbourCase>({
  name: "neighbours-invariances",
  statement:
    "They see neither the order of samples or of features, nor a shift or another unit of both sets; to exchange the sets exchanges precision and recall.",
  source: "definitions by distances; all transformed features are exact",
  cases: neighbourCase,
  labels,
  measure: (subject, given) => {
    const [real, fake] = setsOf(given);
    const { neighbours, dimension, seed } = given;
    const plain = scoresOf(subject, real, fake, neighbours);
    const of = (change: (rows: Rows) => Rows): NeighbourShares =>
      scoresOf(subject, change(real), change(fake), neighbours);
    const turned = subject.precisionRecall(fake.flat(), real.flat(), dimension, { neighbours });
    return [
      ...same(
        "of samples in another order",
        of((rows) => rowsOfFeatures(shuffledRows(rows.flat(), dimension, seed), dimension)),
        plain,
      ),
      ...same(
        "of features in reverse order",
        of((rows) => rows.map((row) => row.toReversed())),
        plain,
      ),
      ...same(
        "of samples shifted alike",
        of((rows) => rows.map((row) => row.map((x) => x + 1024))),
        plain,
      ),
      ...same(
        "of samples in another unit",
        of((rows) => rows.map((row) => row.map((x) => x * 2 ** -30))),
        plain,
      ),
      { observed: Math.abs(turned.precision - plain.recall), allowed: 0, what: "precision of the sets exchanged" },
      { observed: Math.abs(turned.recall - plain.precision), allowed: 0, what: "recall of the sets exchanged" },
    ];
  },
});

/** Where the answer is known without a distance. */
export const neighbourBounds: Law<MetricSubject> = defineLaw<MetricSubject, NeighbourCase>({
  name: "neighbours-bounds",
  statement:
    "All but density lie in [0, 1] and density in [0, nReal / k]; fake samples that are all real have precision 1, real ones that are all generated have recall and coverage 1, equal sets at least density (k + 1) / k; more neighbours lower nothing.",
  source: "a closed ball has its centre and k others; balls grow with k, and k times the density with them",
  cases: neighbourCase,
  labels,
  measure: (subject, given) => {
    const [real, fake] = setsOf(given);
    const { neighbours: k, nReal } = given;
    const plain = scoresOf(subject, real, fake, k);
    const part = scoresOf(subject, [...real, ...fake], fake, k);
    const more = scoresOf(subject, real, [...fake, ...real], k);
    const { density } = scoresOf(subject, real, real, k);
    const fewer = k > 1 ? scoresOf(subject, real, fake, k - 1) : { precision: 0, recall: 0, density: 0, coverage: 0 };
    return [
      ...names.map((name) => ({ observed: -plain[name], allowed: 0, what: `${name}, below 0` })),
      ...names.map((name) => ({
        observed: plain[name] - (name === "density" ? nReal / k : 1),
        allowed: 0,
        what: `${name}, above what it can be`,
      })),
      { observed: 1 - part.precision, allowed: 0, what: "what precision of real samples lacks" },
      { observed: 1 - more.recall, allowed: 0, what: "what recall of real samples lacks" },
      { observed: 1 - more.coverage, allowed: 0, what: "what coverage by real samples lacks" },
      { observed: (k + 1) / k - density, allowed: 0, what: "what density of equal sets lacks" },
      ...names.map((name) => ({
        observed: name === "density" ? fewer.density * (k - 1) - plain.density * k : fewer[name] - plain[name],
        allowed: name === "density" ? 4 * k * plain.density * 2 ** -53 : 0,
        what: `by how much ${name} of one neighbour less is larger`,
      })),
    ];
  },
});

interface PoolCase {
  readonly size: number;
  readonly nReal: number;
  readonly neighbours: number;
  readonly dimension: number;
  readonly seed: number;
}

/**
 * Naeem et al., lemmas 1 and 2, without a random number. Of the pool, let any member be real sample i; which of the
 * others are real is a matter of chance. A fake sample lies in the ball of i if it is among the k nearest of the real
 * samples and itself, k of nReal places: density averages to 1. The ball is empty if the k nearest of all are real:
 * `C(nReal - 1, k) / C(N - 1, k)` is what coverage lacks of 1, on average.
 */
export const neighbourExpectations: Law<MetricSubject> = defineLaw<MetricSubject, PoolCase>({
  name: "neighbours-expectations",
  statement:
    "Over all ways to split a small pool without ties, density averages to 1, and coverage to 1 − (n − 1)…(n − k) / ((N − 1)…(N − k)) for n real of N samples.",
  source: "Naeem et al. (2020), section 3.2, lemmas 1 and 2; averaged over a pool they are identities",
  share: 0.5,
  cases: fc.tuple(fc.integer({ min: 4, max: 8 }), fc.integer({ min: 2, max: 5 })).chain(([size, most]) => {
    const nReal = Math.min(most, size - 1);
    return fc.record({
      size: fc.constant(size),
      nReal: fc.constant(nReal),
      neighbours: fc.integer({ min: 1, max: Math.min(3, nReal - 1) }),
      dimension: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(1e6),
    });
  }),
  labels: ({ neighbours }) => [`neighbours: ${neighbours}`],
  measure: ({ densityCoverage }, { size, nReal, neighbours, dimension, seed }) => {
    const pool = rowsOfFeatures(featuresOf({ count: size, dimension, kind: "normal", seed }), dimension);
    fc.pre(hasNoTies(pool));
    const ways = choices(size, nReal);
    const found = ways.map((chosen) => {
      const real = chosen.flatMap((i) => pool[i] ?? []);
      const fake = pool.filter((_, i) => !chosen.includes(i)).flat();
      return densityCoverage(real, fake, dimension, { neighbours });
    });
    const average = (of: (one: { density: number; coverage: number }) => number): number =>
      found.reduce((sum, one) => sum + of(one), 0) / ways.length;
    let empty = 1;
    for (let i = 1; i <= neighbours; i++) empty *= (nReal - i) / (size - i);
    // Sums of as many quotients as there are ways, each at most nReal.
    const error = (ways.length + 8) * 2 ** -53 * nReal;
    return [
      { observed: Math.abs(average(({ density }) => density) - 1), allowed: error, what: "the average density" },
      {
        observed: Math.abs(average(({ coverage }) => coverage) - (1 - empty)),
        allowed: error,
        what: "the average coverage",
      },
    ];
  },
});
