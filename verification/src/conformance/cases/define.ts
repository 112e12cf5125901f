import type * as fc from "fast-check";
import type { Order } from "../conformance-row.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";

/** What can be differentiated twice. */
export const TWICE: readonly Order[] = ["value", "first", "second"];
/** What can only be computed. */
export const VALUE: readonly Order[] = ["value"];

/**
 * Value and gradient, for large tensors: a second-order gradient is made of the same kernels, and that they are put together
 * right shows on small ones.
 */
export const ONCE: readonly Order[] = ["value", "first"];

/** Puts a case together. */
export function define(
  family: string,
  name: string,
  trials: fc.Arbitrary<Trial>,
  { orders = TWICE, share }: { orders?: readonly Order[]; share?: number } = {},
): ConformanceCase {
  return { name, family, orders, trials, ...(share === undefined ? {} : { share }) };
}

/** A shape as text. */
export const shown = (shape: readonly number[]): string => `[${shape.join(", ")}]`;
