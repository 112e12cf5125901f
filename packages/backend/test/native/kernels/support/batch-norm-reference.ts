/** Roundoff of float32. */
const u = 2 ** -24;

/** A batch with channels last, and its parameters; float32 numbers. */
export interface BatchNormCase {
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  readonly epsilon: number;
}

/** What should come out, and how far it may be off. */
export interface Expected {
  readonly values: readonly number[];
  readonly tolerance: readonly number[];
}

/** What one channel's normalisation is made of. */
interface Channel {
  readonly members: readonly number[];
  readonly mean: number;
  readonly variance: number;
  readonly inverse: number;
  /** Bounds of the errors of the mean, of the variance, and of 1/√(v + ε) relative to itself. */
  readonly meanError: number;
  readonly varianceError: number;
  readonly inverseError: number;
}

const average = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/**
 * Statistics in float64 with bounds of what float32 may make of them: a sum of M terms in any order is off by at most
 * M u Σ|terms| (Higham 2002, section 4.2), and two roundings more make it a mean. The variance is the mean of the squared
 * distances from a mean that is off by d, which is v + d², and rounds M + 6 times. For |δ| <= (v + ε)/2 the function
 * (v + ε)^(−1/2) moves by at most δ/(v + ε) of itself, and rounds 3 times.
 */
function channelsOf({ x, scale, epsilon }: BatchNormCase): Channel[] {
  const channels = scale.length;
  return scale.map((_, c) => {
    const members = x.filter((__, i) => i % channels === c);
    const mean = average(members);
    const variance = average(members.map((value) => (value - mean) ** 2));
    const meanError = (members.length + 2) * u * average(members.map(Math.abs));
    const varianceError = meanError ** 2 + (members.length + 6) * u * (variance + meanError ** 2);
    const inverseError = varianceError / (variance + epsilon) + 3 * u;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    return { members, mean, variance, inverse, meanError, varianceError, inverseError };
  });
}

/** x̂ = (x − μ)/√(v + ε), and how far float32 may be off. */
function standardized(
  { mean, inverse, meanError, inverseError }: Channel,
  value: number,
): [value: number, error: number] {
  const distance = value - mean;
  return [distance * inverse, inverse * (meanError + Math.abs(distance) * (inverseError + 2 * u))];
}

/** γ x̂ + β, μ and v. */
export function expectedForward(given: BatchNormCase): Readonly<Record<"y" | "mean" | "variance", Expected>> {
  const channels = channelsOf(given);
  const entries = given.x.map((value, i) => {
    const c = i % channels.length;
    const [xHat, error] = standardized(channels[c]!, value);
    const [scale, offset] = [given.scale[c]!, given.offset[c]!];
    // Two operations more: each rounds what there is.
    return [
      scale * xHat + offset,
      Math.abs(scale) * error + 3 * u * (Math.abs(scale * xHat) + Math.abs(offset)),
    ] as const;
  });
  return {
    y: { values: entries.map(([value]) => value), tolerance: entries.map(([, error]) => error) },
    mean: { values: channels.map(({ mean }) => mean), tolerance: channels.map(({ meanError }) => meanError) },
    variance: {
      values: channels.map(({ variance }) => variance),
      tolerance: channels.map(({ varianceError }) => varianceError),
    },
  };
}

/** ∂γ = Σ g x̂ and ∂x = γ (g − mean(g) − x̂ mean(g x̂))/√(v + ε). */
export function expectedGradient(given: BatchNormCase): Readonly<Record<"dx" | "dScale", Expected>> {
  const channels = channelsOf(given);
  const count = channels[0]!.members.length;
  // M terms, and less than ten operations on the way to each and after.
  const rounding = (count + 10) * u;
  const sums = channels.map((channel, c) => {
    const cotangents = given.dy.filter((_, i) => i % channels.length === c);
    const products = channel.members.map((value, k) => {
      const [xHat, error] = standardized(channel, value);
      return { value: cotangents[k]! * xHat, error: Math.abs(cotangents[k]!) * error };
    });
    return {
      dy: average(cotangents),
      dyXHat: average(products.map(({ value }) => value)),
      absoluteDy: average(cotangents.map(Math.abs)),
      absoluteDyXHat: average(products.map(({ value }) => Math.abs(value))),
      error: average(products.map(({ error }) => error)),
    };
  });
  const entries = given.x.map((value, i) => {
    const c = i % channels.length;
    const { inverse, inverseError } = channels[c]!;
    const [xHat, error] = standardized(channels[c]!, value);
    const { dy, dyXHat, absoluteDy, absoluteDyXHat, error: sumError } = sums[c]!;
    const size = Math.abs(given.dy[i]!) + absoluteDy + Math.abs(xHat) * absoluteDyXHat;
    const bracketError = rounding * size + Math.abs(xHat) * sumError + error * absoluteDyXHat;
    const slope = given.scale[c]! * inverse;
    return [
      slope * (given.dy[i]! - dy - xHat * dyXHat),
      Math.abs(slope) * (bracketError + (inverseError + 3 * u) * size),
    ] as const;
  });
  return {
    dx: { values: entries.map(([value]) => value), tolerance: entries.map(([, error]) => error) },
    dScale: {
      values: sums.map(({ dyXHat }) => count * dyXHat),
      tolerance: sums.map(({ absoluteDyXHat, error }) => count * (rounding * absoluteDyXHat + error)),
    },
  };
}

/** By statistics that are given: (x − μ) γ/√(v + ε) + β, in whatever order. */
export function expectedByStatistics(
  { x, scale, offset, epsilon }: BatchNormCase,
  mean: readonly number[],
  variance: readonly number[],
): Expected {
  const entries = x.map((value, i) => {
    const c = i % scale.length;
    const slope = scale[c]! / Math.sqrt(variance[c]! + epsilon);
    // Eight operations at most, on terms that may cancel.
    const size = Math.abs(slope) * (Math.abs(value) + Math.abs(mean[c]!)) + Math.abs(offset[c]!);
    return [slope * (value - mean[c]!) + offset[c]!, 8 * u * size] as const;
  });
  return { values: entries.map(([value]) => value), tolerance: entries.map(([, error]) => error) };
}
