import * as fc from "fast-check";

/** Cases that have the fields of both. */
export function joined<A extends object, B extends object>(
  one: fc.Arbitrary<A>,
  other: fc.Arbitrary<B>,
): fc.Arbitrary<A & B> {
  return fc.tuple(one, other).map(([a, b]) => Object.assign({}, a, b));
}
