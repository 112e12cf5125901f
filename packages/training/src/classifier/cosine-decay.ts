/**
 * A learning rate that rises linearly over the first steps and then falls to zero along half a cosine.
 *
 * `(step + 1) / warmUp` while `step < warmUp`, then `(1 + cos(π (step - warmUp) / (until - warmUp))) / 2`, and 0 from
 * `until` on.
 *
 * @param warmUp - steps over which it rises, an integer >= 0
 * @param until - the step at which it reaches zero, an integer > `warmUp`
 * @returns the factor as a function of the steps done
 * @throws RangeError if the numbers are not such integers
 *
 * @example
 * ```ts
 * import { cosineDecay } from "@lipschitz-gan/training";
 *
 * const factor = cosineDecay(2, 6);
 * [factor(0), factor(2), factor(4), factor(6)]; // => [0.5, 1, 0.5, 0]
 * ```
 * @see Loshchilov & Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5, https://arxiv.org/abs/1608.03983
 */
export function cosineDecay(warmUp: number, until: number): (stepsDone: number) => number {
  if (!(Number.isSafeInteger(warmUp) && warmUp >= 0 && Number.isSafeInteger(until) && until > warmUp)) {
    throw new RangeError(
      `cosineDecay: must have integers 0 <= warmUp < until, received warmUp = ${warmUp}, until = ${until}`,
    );
  }
  return (stepsDone) => {
    if (stepsDone < warmUp) return (stepsDone + 1) / warmUp;
    if (stepsDone >= until) return 0;
    return (1 + Math.cos((Math.PI * (stepsDone - warmUp)) / (until - warmUp))) / 2;
  };
}
