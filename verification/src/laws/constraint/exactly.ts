import type { Measurement } from "../../kit/measurement.ts";
import { type Bits, differingBits, differingNames } from "./bits.ts";

/**
 * An exact measurement: the number of entries whose bits differ.
 *
 * @param what - what is compared with what
 * @param one - bits by name
 * @param other - bits by name
 */
export function sameBits(what: string, one: Bits, other: Bits): Measurement {
  const names = differingNames(one, other);
  const where = names.length === 0 ? "" : `, entries of ${names.join(" and ")} that differ`;
  return { observed: differingBits(one, other), allowed: 0, what: `${what}${where}` };
}

/** A rule that has no more or less; its message says what was received. */
class UnmetRule extends Error {
  override readonly name = "Unmet rule";
}

/**
 * A rule that is met or not. Where it is not, its message is the counterexample's failure, since "off by one" says little.
 *
 * @param rule - what must be, such as `"the name must be in kebab case"`
 * @param received - what was found
 * @param isMet - whether that meets the rule
 * @returns an exact measurement that is within its limit
 * @throws Error if the rule is not met
 */
export function mustBe(rule: string, received: string | number, isMet: boolean): Measurement {
  if (!isMet) throw new UnmetRule(`${rule}, received ${received}`);
  return { observed: 0, allowed: 0, what: rule };
}
