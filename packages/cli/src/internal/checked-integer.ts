import { UsageError } from "./cli-error.ts";
import { show } from "./show.ts";

/**
 * The whole number that a flag was given.
 *
 * @param flag - the flag, for the message
 * @param value - the number, or the text that is none
 * @param min - the least allowed
 * @param max - the largest allowed
 * @throws UsageError otherwise
 * @internal
 */
export function checkedInteger(flag: string, value: number | string, min: number, max: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${flag}: must be an integer in [${min}, ${max}], received ${show(value)}`);
}
