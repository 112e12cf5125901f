import { z } from "zod";
import { didYouMean } from "../internal/nearest.ts";

/** An integer of `[min, max]`; the reason for the upper limit goes into the message. */
export function integer(min: number, max: number, why?: string): z.ZodType<number> {
  const rule = `must be an integer in [${min}, ${max}]${why === undefined ? "" : ` (${why})`}`;
  return z.int({ error: rule }).min(min, { error: rule }).max(max, { error: rule });
}

/** Options of {@link real}. */
export interface RealOptions {
  /** Whether the lower end belongs to the interval. */
  readonly withMin?: boolean;
  /** Whether the upper end belongs to the interval. */
  readonly withMax?: boolean;
  /** The reason for the upper limit. */
  readonly why?: string;
}

/** A finite number between `min` and `max`. */
export function real(
  min: number,
  max: number,
  { withMin = false, withMax = true, why }: RealOptions = {},
): z.ZodType<number> {
  const interval = `${withMin ? "[" : "("}${min}, ${max}${withMax ? "]" : ")"}`;
  const rule = `must be a number in ${interval}${why === undefined ? "" : ` (${why})`}`;
  const inside = (value: number): boolean =>
    (withMin ? value >= min : value > min) && (withMax ? value <= max : value < max);
  return z.number({ error: rule }).refine(inside, { error: rule });
}

/** One of some names; the message tells the nearest. */
export function oneOf<T extends string>(names: readonly T[]): z.ZodType<T> {
  return z.enum([...names], {
    error: (issue) => `must be one of ${names.join(", ")}${didYouMean(issue.input, names)}`,
  });
}
