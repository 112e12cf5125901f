import { numberOf } from "../config/flags.ts";
import { UsageError } from "./cli-error.ts";
import { show } from "./show.ts";

/**
 * Two numbers that a flag was given with a comma between.
 *
 * @param flag - the flag, for the message
 * @param text - such as `"-1,1"`
 * @throws UsageError unless they are finite and the first is below the second
 * @internal
 */
export function checkedPair(flag: string, text: string): readonly [number, number] {
  const [low, high, ...more] = text.split(",").map(numberOf);
  const isPair = more.length === 0 && typeof low === "number" && typeof high === "number";
  if (isPair && Number.isFinite(low) && Number.isFinite(high) && low < high) return [low, high];
  throw new UsageError(`${flag}: must be two finite numbers LO,HI with LO < HI, received ${show(text)}`);
}

/**
 * Sizes that a flag was given with commas between.
 *
 * @param flag - the flag, for the message
 * @param text - such as `"32,32,3"`
 * @throws UsageError unless they are whole numbers >= 1
 * @internal
 */
export function checkedSizes(flag: string, text: string): readonly number[] {
  const sizes = text.split(",").map(numberOf);
  if (sizes.every(isSize)) return sizes;
  throw new UsageError(`${flag}: must be whole numbers >= 1 with commas between, received ${show(text)}`);
}

function isSize(size: number | string): size is number {
  return Number.isSafeInteger(size) && Number(size) >= 1;
}
