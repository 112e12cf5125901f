import { all, type BigNumber, create, type FactoryFunctionMap } from "mathjs";

/** Arithmetic of 120 digits. */
export const math = create(all as FactoryFunctionMap, { number: "BigNumber", precision: 120 });

/** A float64 as it is: from its shortest decimal form mathjs would take another number. */
export function big(x: number): BigNumber {
  let [m, power] = [x, 0];
  for (; !Number.isInteger(m); m *= 2) power++;
  const twos = math.pow(math.bignumber(2), math.bignumber(-power)) as BigNumber;
  return math.bignumber(BigInt(m).toString()).times(twos);
}
