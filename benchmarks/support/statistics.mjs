// @ts-check

/** @param {readonly number[]} values @returns {number} the middle value */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** @param {readonly number[]} values @returns {number} the arithmetic mean */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {readonly number[]} values @returns {number} the sample standard deviation */
export function standardDeviation(values) {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/**
 * An interval that holds the median of the population with a probability of 95 % at least, whatever its distribution:
 * from the k-th smallest to the k-th largest, with the largest k for which P(Binomial(n, 1/2) < k) <= 2.5 %. The whole range where
 * there are fewer than six values, which is less sure.
 *
 * @param {readonly number[]} values
 * @returns {readonly [number, number]}
 * @see David & Nagaraja (2003), Order Statistics, section 7.1
 */
export function medianInterval(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  let [k, term, below] = [0, 2 ** -n, 0];
  while (below + term <= 0.025) {
    below += term;
    term *= (n - k) / (k + 1);
    k++;
  }
  const at = Math.max(0, k - 1);
  return [sorted[at] ?? Number.NaN, sorted[n - 1 - at] ?? Number.NaN];
}

/**
 * The share of all ways to deal the values into two groups of these sizes in which the means lie at least as far apart
 * as they do: the exact two-sided p-value of "both come from one distribution".
 *
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 * @returns {number} in (0, 1]
 * @see Fisher (1935), The Design of Experiments, section 21; Pitman (1937), https://doi.org/10.2307/2984124
 */
export function permutationPValue(a, b) {
  const all = [...a, ...b];
  const total = all.reduce((sum, value) => sum + value, 0);
  const apart = (/** @type {number} */ sum) => Math.abs(sum / a.length - (total - sum) / b.length);
  const observed = apart(a.reduce((sum, value) => sum + value, 0));
  // Sums of the same values in another order differ by rounding, and must count as equal.
  const slack = 1e-12 * all.reduce((sum, value) => sum + Math.abs(value), 0);
  let [ways, asFar] = [0, 0];
  const deal = (/** @type {number} */ from, /** @type {number} */ left, /** @type {number} */ sum) => {
    if (left === 0) {
      ways++;
      if (apart(sum) >= observed - slack) asFar++;
      return;
    }
    for (let i = from; i <= all.length - left; i++) deal(i + 1, left - 1, sum + (all[i] ?? 0));
  };
  deal(0, a.length, 0);
  return asFar / ways;
}

/**
 * The slope of the line through points that has the least squared error.
 *
 * @param {readonly (readonly [x: number, y: number])[]} points - two at least, not all with one x
 * @returns {number} units of y for a unit of x
 */
export function slope(points) {
  const [x, y] = [mean(points.map((point) => point[0])), mean(points.map((point) => point[1]))];
  const squares = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / squares;
}
