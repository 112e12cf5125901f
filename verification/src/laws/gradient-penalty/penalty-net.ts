import type { OptionsCase } from "./options-case.ts";
import { type Approximate, exactly, normOf, productOf, quotientOf, rounded, sumOf } from "./running-error.ts";

/** `D(x) = b · φ(A x + a)`, the entries of A, a and b being weights: one weight may stand in several places. */
export interface PenaltyNet {
  readonly units: number;
  readonly inputs: number;
  /** φ' */
  readonly slope: (h: Approximate) => Approximate;
  /** φ'' */
  readonly bend: (h: Approximate) => Approximate;
  /** Index of the weight at `A[unit][input]`; undefined where the unit does not see the input. */
  readonly kernelAt: (unit: number, input: number) => number | undefined;
  readonly biasAt: (unit: number) => number;
  readonly outAt: (unit: number) => number;
}

type Numbers = readonly Approximate[];

/** What the mirror says of one sample. */
interface Sample {
  readonly point: Numbers;
  readonly slopes: Numbers;
  readonly bends: Numbers;
  /** ∇D. */
  readonly gradient: Numbers;
  /** Its norm. */
  readonly norm: Approximate;
  /** What of `norm - k` counts. */
  readonly excess: Approximate;
}

/**
 * The penalty in float64, and how far float32 can be off.
 *
 * @param net - the critic
 * @param weights - all weights in a row
 * @param points - the points it is taken at
 * @param options - λ, k, sides
 */
export function mirroredPenalty(
  net: PenaltyNet,
  weights: ArrayLike<number>,
  points: readonly Numbers[],
  options: OptionsCase,
): Approximate {
  const squares = points.map((point) => {
    const { excess } = mirrored(net, weights, point, options);
    return productOf(excess, excess);
  });
  const scale = options.lambda / points.length;
  // Dividing by n and multiplying by λ.
  const { value, error } = rounded(sumOf(squares), 3);
  return { value: scale * value, error: scale * error };
}

/**
 * The norms of the critic's gradients in float64.
 *
 * @param net - the critic
 * @param weights - all weights in a row
 * @param points - where
 */
export function mirroredNorms(net: PenaltyNet, weights: ArrayLike<number>, points: readonly Numbers[]): Numbers {
  return points.map((point) => mirrored(net, weights, point, { lambda: 1, k: 1, sided: "two" }).norm);
}

/**
 * The gradient of the penalty by its formula, with how far float32 can be off: with `q = ∇D / ‖∇D‖`, `r = A q` and
 * `c = 2λ (‖∇D‖ - k) / n`, a sample adds `c φ' r` to b, `c φ'' b r` to a, and `c (φ' b q + φ'' b r x)` to A.
 *
 * @param net - the critic
 * @param weights - all weights in a row
 * @param points - the points
 * @param options - λ, k, sides
 */
export function mirroredGradient(
  net: PenaltyNet,
  weights: ArrayLike<number>,
  points: readonly Numbers[],
  options: OptionsCase,
): Numbers {
  const terms: Approximate[][] = Array.from({ length: weights.length }, () => []);
  for (const point of points) {
    const sample = mirrored(net, weights, point, options);
    // Three factors more than in the formula: 1/n, the root's 1/2√s and the square's 2 g are multiplied in one by one.
    const c = rounded(productOf(exactly((2 * options.lambda) / points.length), sample.excess), 4);
    const q = sample.gradient.map((g) => quotientOf(g, sample.norm));
    for (let unit = 0; unit < net.units; unit++) addUnit({ net, weights, terms, sample, c, q, unit });
  }
  return terms.map(sumOf);
}

function addUnit(given: {
  net: PenaltyNet;
  weights: ArrayLike<number>;
  terms: Approximate[][];
  sample: Sample;
  c: Approximate;
  q: Numbers;
  unit: number;
}): void {
  const { net, weights, terms, sample, c, q, unit } = given;
  const entries = q.map((_, input) => net.kernelAt(unit, input));
  const r = sumOf(q.map((direction, i) => productOf(weightAt(weights, entries[i]), direction)));
  const out = weightAt(weights, net.outAt(unit));
  const along = productOf(c, productOf(sample.slopes[unit] ?? NONE, out));
  const bent = productOf(c, productOf(sample.bends[unit] ?? NONE, productOf(out, r)));
  terms[net.outAt(unit)]?.push(productOf(c, productOf(sample.slopes[unit] ?? NONE, r)));
  terms[net.biasAt(unit)]?.push(bent);
  for (const [input, entry] of entries.entries()) {
    if (entry === undefined) continue;
    terms[entry]?.push(productOf(along, q[input] ?? NONE), productOf(bent, sample.point[input] ?? NONE));
  }
}

const NONE: Approximate = { value: Number.NaN, error: Number.NaN };

function weightAt(weights: ArrayLike<number>, at: number | undefined): Approximate {
  return exactly(at === undefined ? 0 : (weights[at] ?? Number.NaN));
}

function mirrored(net: PenaltyNet, weights: ArrayLike<number>, point: Numbers, { k, sided }: OptionsCase): Sample {
  const units = Array.from({ length: net.units }, (_, unit) => unit);
  const before = units.map((unit) =>
    sumOf([
      ...point.map((x, input) => productOf(weightAt(weights, net.kernelAt(unit, input)), x)),
      weightAt(weights, net.biasAt(unit)),
    ]),
  );
  const [slopes, bends] = [before.map(net.slope), before.map(net.bend)];
  const passed = units.map((unit) => productOf(slopes[unit] ?? NONE, weightAt(weights, net.outAt(unit))));
  const gradient = point.map((_, input) =>
    sumOf(passed.map((b, unit) => productOf(weightAt(weights, net.kernelAt(unit, input)), b))),
  );
  const norm = normOf(gradient);
  const raw = sumOf([norm, exactly(-k)]);
  return { point, slopes, bends, gradient, norm, excess: sided === "one" ? positivePart(raw) : raw };
}

function positivePart({ value, error }: Approximate): Approximate {
  return { value: Math.max(0, value), error: Math.max(0, Math.min(error, value + error)) };
}
