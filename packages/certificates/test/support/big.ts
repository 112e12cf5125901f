import { all, type BigNumber, create, type MathJsInstance } from "mathjs";
import { exactly } from "./dyadic.ts";

/** Arithmetic with 60 digits. */
const math: MathJsInstance = create(all ?? {}, { number: "BigNumber", precision: 60 });

export type Big = BigNumber;

/** A float64 to 60 digits, which its decimal notation does not give; or a decimal number. */
export function big(x: number | string): Big {
  if (typeof x === "string") return math.bignumber(x);
  const { n, e } = exactly(x);
  return math.bignumber(n.toString()).times(math.bignumber(2).pow(e));
}

/** `e^x`. */
export function bigExp(x: Big): Big {
  return math.exp(x);
}

/** The natural logarithm. */
export function bigLog(x: Big): Big {
  return math.log(x);
}

/** The square root. */
export function bigRoot(x: Big): Big {
  return math.sqrt<Big>(x); // of a number >= 0
}

/** The normal distribution function by its series about 0. */
export function bigNormal(x: Big): Big {
  let [term, sum] = [x, x];
  const square = x.times(x);
  for (let n = 3; n < 2000; n += 2) {
    term = term.times(square).div(n);
    sum = sum.plus(term);
    if (term.abs().lt(sum.abs().times("1e-58"))) break;
  }
  const pi = big(2).times(math.acos<Big>(big(0)));
  const density = bigExp(square.div(-2)).div(bigRoot(pi.times(2)));
  return density.times(sum).plus("0.5");
}
