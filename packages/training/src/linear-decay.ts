/**
 * A learning rate that stays constant for a while and then falls linearly to zero.
 *
 * `1` for the first `after` steps, then `(until − step) / (until − after)`, and 0 from `until` on.
 *
 * @param after - steps at the full learning rate, an integer >= 0
 * @param until - the step at which it would reach zero, an integer > `after`
 * @returns the factor as a function of the steps done
 * @throws RangeError if the numbers are not such integers
 *
 * @example
 * ```ts
 * import { linearDecay } from "@lipschitz-gan/training";
 *
 * const factor = linearDecay(100, 200);
 * [factor(0), factor(100), factor(150), factor(300)]; // => [1, 1, 0.5, 0]
 * ```
 * @see Miyato et al. (2018), appendix B.4: linear decay of the learning rate at the end of training, https://arxiv.org/abs/1802.05957
 */
export function linearDecay(after: number, until: number): (stepsDone: number) => number {
  if (!(Number.isSafeInteger(after) && after >= 0 && Number.isSafeInteger(until) && until > after)) {
    throw new RangeError(
      `linearDecay: must have integers 0 <= after < until, received after = ${after}, until = ${until}`,
    );
  }
  return (stepsDone) => Math.min(1, Math.max(0, (until - stepsDone) / (until - after)));
}
