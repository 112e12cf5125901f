import * as fc from "fast-check";

/** Numbers that are spread evenly, which those of `fc.double` are not: almost all of them are tiny. */
export function uniform(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** 30 }).map((n) => min + ((max - min) * n) / 2 ** 30);
}

/** Numbers of all sizes from 2^-60 to the largest, of one sign. */
export function ofAllSizes(largest: number): fc.Arbitrary<number> {
  return fc.tuple(uniform(0.5, 1), fc.integer({ min: 0, max: 60 })).map(([x, e]) => largest * x * 2 ** -e);
}
