import { ScoreMismatchError, type ScoreMismatch } from "./score-mismatch-error.ts";
import type { Score } from "./score.ts";

/** How two scores compare. */
export interface ScoreComparison {
  /** `a - b`. */
  readonly difference: number;
  /** Which is better, whatever the direction of the metric. */
  readonly better: "a" | "b" | "equal";
  /** `√(std_a² + std_b²)`, where both have a standard deviation: how large a difference chance can make. */
  readonly combinedStd?: number;
}

/** Which way a metric is better. */
const directions: Readonly<Record<string, "higher" | "lower">> = {
  IS: "higher",
  FID: "lower",
  KID: "lower",
  precision: "higher",
  recall: "higher",
  density: "higher",
  coverage: "higher",
  modes: "higher",
  "high-quality": "higher",
};

/**
 * Compares two scores that were measured in the same way; others are refused, with everything that differs.
 *
 * The name says the metric and the extractor, `"FID-mnist"`. Lower is better for FID and KID, higher for IS, precision,
 * recall, density, coverage, modes and high-quality.
 *
 * @param a - a score
 * @param b - a score of the same name and protocol
 * @returns the difference and which is better
 * @throws {@link ScoreMismatchError} if the names or anything of the protocols differ
 * @throws RangeError if the metric is not one of these or a value is NaN or infinite
 *
 * @example
 * ```ts
 * import { compareScores, type Score } from "@lipschitz-gan/metrics";
 *
 * const extractor = { name: "points", sha256: null, accuracy: null };
 * const protocol: Score["protocol"] = {
 *   ...{ dataset: "ring8", nReal: 2000, split: "test", nFake: 2000, seed: 0, resize: "none", dtype: "float32" },
 *   extractor,
 *   parameters: { neighbours: 3 },
 * };
 * const before = { name: "recall-points", value: 0.25, protocol };
 * compareScores({ ...before, value: 0.75 }, before); // => { difference: 0.5, better: "a" }
 * const fewer = { ...before, protocol: { ...protocol, nFake: 500 } };
 * compareScores(fewer, before); // => throws /protocol.nFake 500 and 2000/
 * ```
 * @see Parmar et al. (2022), On Aliased Resizing and Surprising Subtleties in GAN Evaluation, for what such differences do, https://arxiv.org/abs/2104.11222
 */
export function compareScores(a: Score, b: Score): ScoreComparison {
  const mismatches = [...differing("name", a.name, b.name), ...differing("protocol", a.protocol, b.protocol)];
  if (mismatches.length > 0) throw new ScoreMismatchError(mismatches);
  const direction = directionOf(a.name);
  for (const [which, { value }] of Object.entries({ a, b })) {
    if (!Number.isFinite(value)) {
      throw new RangeError(`compareScores: the values must be finite, received ${value} of ${which}`);
    }
  }
  const difference = a.value - b.value;
  return {
    difference,
    better: difference === 0 ? "equal" : difference > 0 === (direction === "higher") ? "a" : "b",
    ...(a.std === undefined || b.std === undefined ? {} : { combinedStd: Math.hypot(a.std, b.std) }),
  };
}

function directionOf(name: string): "higher" | "lower" {
  const metric = Object.keys(directions).find(
    (known) => name.startsWith(`${known}-`) && name.length > known.length + 1,
  );
  const direction = metric === undefined ? undefined : directions[metric];
  if (direction === undefined) {
    throw new RangeError(
      `compareScores: a score's name must be METRIC-EXTRACTOR with METRIC one of ${Object.keys(directions).join(", ")}, ` +
        `received ${JSON.stringify(name)}`,
    );
  }
  return direction;
}

/** Every place where two plain values differ. */
function differing(field: string, a: unknown, b: unknown): readonly ScoreMismatch[] {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return [];
  if (!isRecord(a) || !isRecord(b)) return [{ field, a, b }];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differing(`${field}.${key}`, a[key], b[key]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
