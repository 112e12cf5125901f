import type { Check } from "../kit/check.ts";

/**
 * A check that tries a share of the cases.
 *
 * @param check - the check
 * @param share - factor on the number of runs
 */
export function withShare(check: Check, share: number): Check {
  return { ...check, run: (options) => check.run({ ...options, runs: options.runs * share }) };
}
