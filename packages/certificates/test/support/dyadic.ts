/** An exact number `n · 2^e`: every float64 is one, and so are their sums and products. */
export interface Dyadic {
  readonly n: bigint;
  readonly e: number;
}

export const ZERO: Dyadic = { n: 0n, e: 0 };

/** A float64 as an exact number. */
export function exactly(x: number): Dyadic {
  let [scaled, e] = [x, 0];
  if (!Number.isFinite(x)) throw new RangeError(`exactly: must be finite, received ${x}`);
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    e--;
  }
  return { n: BigInt(scaled), e };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  const e = Math.min(a.e, b.e);
  return { n: (a.n << BigInt(a.e - e)) + (b.n << BigInt(b.e - e)), e };
}

export function times(a: Dyadic, b: Dyadic): Dyadic {
  return { n: a.n * b.n, e: a.e + b.e };
}

export function minus(a: Dyadic, b: Dyadic): Dyadic {
  return plus(a, { n: -b.n, e: b.e });
}

/** Whether `|a − middle| <= radius`. */
export function isWithin(a: Dyadic, middle: number, radius: number): boolean {
  const distance = minus(a, exactly(middle));
  const size = { n: distance.n < 0n ? -distance.n : distance.n, e: distance.e };
  return minus(size, exactly(radius)).n <= 0n;
}
