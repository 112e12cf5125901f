type Rows = readonly (readonly number[])[];

/**
 * The unbiased estimate of the squared discrepancy with the kernel `(x·y/d + 1)³`, of features that are whole numbers:
 * `1/(m (m - 1)) Σ_{i≠j} k(x_i, x_j) + 1/(n (n - 1)) Σ_{i≠j} k(y_i, y_j) - 2/(m n) Σ k(x_i, y_j)`, exact but for the
 * last conversion.
 *
 * @param real - m rows of whole numbers
 * @param fake - n rows of as many
 * @see Bińkowski et al. (2018), eq. 4, https://arxiv.org/abs/1801.01401
 */
export function exactDiscrepancy(real: Rows, fake: Rows): number {
  const d = BigInt(real[0]?.length ?? 0);
  const [x, y] = [real, fake].map((rows) => rows.map((row) => row.map(BigInt)));
  const among = sumOf(x ?? [], x ?? [], d, false);
  const amongFake = sumOf(y ?? [], y ?? [], d, false);
  const across = sumOf(x ?? [], y ?? [], d, true);
  const [m, n] = [BigInt(real.length), BigInt(fake.length)];
  const [ofReal, ofFake, ofBoth] = [m * (m - 1n), n * (n - 1n), m * n];
  const numerator = among * ofFake * ofBoth + amongFake * ofReal * ofBoth - 2n * across * ofReal * ofFake;
  return Number(numerator) / Number(ofReal * ofFake * ofBoth * d ** 3n);
}

/** `Σ (x·y + d)³` over all pairs, or over those of different places. */
function sumOf(
  one: readonly (readonly bigint[])[],
  other: readonly (readonly bigint[])[],
  d: bigint,
  isWhole: boolean,
): bigint {
  let sum = 0n;
  for (const [i, x] of one.entries()) {
    for (const [j, y] of other.entries()) {
      if (!isWhole && i === j) continue;
      sum += (x.reduce((product, value, k) => product + value * (y[k] ?? 0n), 0n) + d) ** 3n;
    }
  }
  return sum;
}

/** The same estimate in float64, of any features. */
export function discrepancy(real: Rows, fake: Rows): number {
  return meanOf(real, real, false) + meanOf(fake, fake, false) - 2 * meanOf(real, fake, true);
}

function meanOf(one: Rows, other: Rows, isWhole: boolean): number {
  let [sum, pairs] = [0, 0];
  for (const [i, x] of one.entries()) {
    for (const [j, y] of other.entries()) {
      if (!isWhole && i === j) continue;
      sum += cubicKernel(x, y);
      pairs += 1;
    }
  }
  return sum / pairs;
}

/** `(x·y/d + 1)³`. */
export function cubicKernel(x: readonly number[], y: readonly number[]): number {
  return (x.reduce((sum, value, k) => sum + value * (y[k] ?? Number.NaN), 0) / x.length + 1) ** 3;
}

/**
 * By how much an estimate in float64 may be off: a kernel by `(3 d + 9) u` of `κ = (Σ|x_k y_k|/d + 1)³`, a mean over N pairs
 * by N roundings of the mean κ, and there are means of weight 1, 1 and 2.
 *
 * @param real - m rows
 * @param fake - n rows
 */
export function discrepancyError(real: Rows, fake: Rows): number {
  const sizes = [real, fake].map((rows) => rows.map((row) => row.map(Math.abs)));
  const [x = [], y = []] = sizes;
  const d = real[0]?.length ?? 0;
  const ofMean = (one: Rows, other: Rows): number =>
    (3 * d + 9 + one.length * other.length) * 2 ** -53 * meanOf(one, other, true);
  return ofMean(x, x) + ofMean(y, y) + 2 * ofMean(x, y);
}

/** All ways to take `size` of the numbers below `count`, each in rising order. */
export function choices(count: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, last) => last).flatMap((last) =>
    choices(last, size - 1).map((rest) => rest.concat(last)),
  );
}
