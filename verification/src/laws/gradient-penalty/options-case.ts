import * as fc from "fast-check";

/** λ and k as quarters, sides. */
export interface OptionsCase {
  readonly lambda: number;
  readonly k: number;
  readonly sided: "one" | "two";
}

/** Options of a penalty: quarters up to 12, so that 1, the paper's 10 and what lies between occur. */
export function optionsCase(): fc.Arbitrary<OptionsCase> {
  return fc.record({ lambda: quarters(48), k: quarters(12), sided: fc.constantFrom("two", "one") });
}

/**
 * A positive number of quarters.
 *
 * @param most - how many at most
 */
export function quarters(most: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constant(1),
    fc.integer({ min: 1, max: most }).map((n) => n / 4),
  );
}
