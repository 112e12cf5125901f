import type { Protocol, Score } from "@lipschitz-gan/metrics";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { MetricSubject } from "./subject.ts";

/** Which way each metric is better. */
const better: Readonly<Record<string, "higher" | "lower">> = {
  IS: "higher",
  FID: "lower",
  KID: "lower",
  precision: "higher",
  recall: "higher",
  density: "higher",
  coverage: "higher",
};

const protocolCase: fc.Arbitrary<Protocol> = fc.record({
  dataset: fc.constantFrom("mnist", "cifar10"),
  nReal: fc.integer({ min: 0, max: 10_000 }),
  split: fc.constantFrom("train" as const, "test" as const, "none" as const),
  nFake: fc.integer({ min: 1, max: 10_000 }),
  seed: fc.nat(9),
  resize: fc.constantFrom("none", "bilinear 299x299"),
  dtype: fc.constant("float32"),
  extractor: fc.record({
    name: fc.constant("mnist"),
    sha256: fc.constantFrom(null, "0".repeat(64)),
    accuracy: fc.constantFrom(null, 0.5, 0.99),
  }),
  parameters: fc.constantFrom<Protocol["parameters"]>({}, { splits: 10 }, { subsets: 100, subsetSize: 1000 }),
});

/** A change of one single field, and the name of the field. */
const changes: readonly (readonly [field: string, change: (score: Score) => Score])[] = [
  ["name", (score) => ({ ...score, name: score.name.replace("-mnist", "-other") })],
  ["dataset", within((protocol) => ({ ...protocol, dataset: `${protocol.dataset}-too` }))],
  ["nReal", within((protocol) => ({ ...protocol, nReal: protocol.nReal + 1 }))],
  ["split", within((protocol) => ({ ...protocol, split: protocol.split === "test" ? "train" : "test" }))],
  ["nFake", within((protocol) => ({ ...protocol, nFake: protocol.nFake + 1 }))],
  ["seed", within((protocol) => ({ ...protocol, seed: protocol.seed + 1 }))],
  ["resize", within((protocol) => ({ ...protocol, resize: `${protocol.resize}, twice` }))],
  ["dtype", within((protocol) => ({ ...protocol, dtype: "float16" }))],
  ["extractor.name", within((protocol) => ({ ...protocol, extractor: { ...protocol.extractor, name: "other" } }))],
  [
    "extractor.sha256",
    within((protocol) => ({ ...protocol, extractor: { ...protocol.extractor, sha256: "1".repeat(64) } })),
  ],
  ["extractor.accuracy", within((protocol) => ({ ...protocol, extractor: { ...protocol.extractor, accuracy: 0.25 } }))],
  ["parameters.splits", within((protocol) => ({ ...protocol, parameters: { ...protocol.parameters, splits: 5 } }))],
  ["parameters.more", within((protocol) => ({ ...protocol, parameters: { ...protocol.parameters, more: 0 } }))],
];

function within(change: (protocol: Protocol) => Protocol): (score: Score) => Score {
  return (score) => ({ ...score, protocol: change(score.protocol) });
}

interface ComparedCase {
  readonly metric: string;
  readonly protocol: Protocol;
  readonly values: readonly [number, number];
  readonly stds: readonly [number | undefined, number | undefined];
}

const value = fc.integer({ min: -40, max: 40 }).map((quarters) => quarters / 4);
const std = fc.option(
  fc.nat(40).map((quarters) => quarters / 4),
  { nil: undefined },
);

const comparedCase: fc.Arbitrary<ComparedCase> = fc.record({
  metric: fc.constantFrom(...Object.keys(better)),
  protocol: protocolCase,
  values: fc.oneof(
    fc.tuple(value, value),
    value.map((x) => [x, x] as const),
  ),
  stds: fc.tuple(std, std),
});

function scoresOf({ metric, protocol, values, stds }: ComparedCase): [a: Score, b: Score] {
  const of = (side: 0 | 1): Score => ({
    name: `${metric}-mnist`,
    value: values[side],
    ...(stds[side] === undefined ? {} : { std: stds[side] }),
    protocol: side === 0 ? protocol : reordered(protocol),
  });
  return [of(0), of(1)];
}

/** A copy with its fields in reverse order: what is the same is so by its content. */
function reordered(protocol: Protocol): Protocol {
  const { extractor, parameters } = protocol;
  return reversed({ ...protocol, extractor: reversed(extractor), parameters: reversed(parameters) });
}

function reversed<T extends object>(of: T): T {
  return Object.fromEntries(Object.entries(of).toReversed()) as T; // the same entries
}

const labels = ({ metric, values: [a, b] }: ComparedCase): readonly string[] => [
  `better: ${better[metric] ?? "unknown"}`,
  ...(a === b ? ["equal values"] : []),
];

/** Scores of the same protocol. */
export const comparesAlike: Law<MetricSubject> = defineLaw<MetricSubject, ComparedCase>({
  name: "compare-alike",
  statement:
    "Scores of one protocol are compared, whatever their values: a − b, which is better, and √(std² + std'²); exchanged, the opposite.",
  source: "higher is better but for FID and KID; independent errors add in squares",
  cases: comparedCase,
  labels,
  measure: ({ compareScores }, given) => {
    const [a, b] = scoresOf(given);
    const [there, back] = [compareScores(a, b), compareScores(b, a)];
    const [x, y] = given.values;
    const isFirst = better[given.metric] === "higher" ? x > y : x < y;
    const expected = x === y ? "equal" : isFirst ? "a" : "b";
    const opposite = { a: "b", b: "a", equal: "equal" } as const;
    const known = a.std === undefined || b.std === undefined ? undefined : Math.sqrt(a.std ** 2 + b.std ** 2);
    const combined = there.combinedStd;
    return [
      { observed: Math.abs(there.difference - (x - y)), allowed: 0, what: "the difference" },
      {
        observed: Math.abs(there.difference + back.difference),
        allowed: 0,
        what: "the difference of exchanged scores",
      },
      { observed: there.better === expected ? 0 : 1, allowed: 0, what: `better (${there.better}, not ${expected})` },
      { observed: back.better === opposite[expected] ? 0 : 1, allowed: 0, what: "better of exchanged scores" },
      {
        observed: known === undefined ? (combined === undefined ? 0 : 1) : Math.abs((combined ?? Number.NaN) - known),
        allowed: 4 * 2 ** -53 * (known ?? 0), // two squares, a sum and a root, each rounded once
        what: "the combined standard deviation",
      },
    ];
  },
});

/** Scores of different protocols. */
export const refusesUnlike: Law<MetricSubject> = defineLaw<MetricSubject, ComparedCase>({
  name: "compare-unlike",
  statement:
    "Scores that differ in any single field of name or protocol are refused, by an error that names the field.",
  source:
    "FID moves with the number of samples (Chong & Forsyth 2020), the network, the resizing (Parmar et al. 2022), …",
  cases: comparedCase,
  labels,
  measure: ({ compareScores }, given) => {
    const [a, b] = scoresOf(given);
    return changes.flatMap(([field, change]) =>
      (
        [
          [a, change(b)],
          [change(a), b],
        ] as const
      ).map(([one, other]) => ({
        observed: messageOf(() => compareScores(one, other))?.includes(field) === true ? 0 : 1,
        allowed: 0,
        what: `errors missing that name ${field}`,
      })),
    );
  },
});

/** The message of a mismatch; undefined if there is none. */
function messageOf(f: () => unknown): string | undefined {
  try {
    f();
    return undefined;
  } catch (error) {
    return error instanceof Error && error.name === "ScoreMismatchError" ? error.message : "not a ScoreMismatchError";
  }
}
