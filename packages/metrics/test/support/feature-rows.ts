import * as fc from "fast-check";

/** Some samples of a number of features, row by row. */
export interface FeatureRows {
  readonly dimension: number;
  readonly count: number;
  readonly features: readonly number[];
}

/** Multiples of 2^-10 in [-8, 8]: sums and differences of a few of them are exact. */
const dyadic: fc.Arbitrary<number> = fc.integer({ min: -8192, max: 8192 }).map((value) => value / 1024);

/** Sets of samples with a number of features; now and then all rows are equal, or features are constant or copied. */
export function featureRows(dimension: number, maxCount = 12): fc.Arbitrary<FeatureRows> {
  return fc.integer({ min: 2, max: maxCount }).chain((count) =>
    fc
      .tuple(
        fc.array(dyadic, { minLength: count * dimension, maxLength: count * dimension }),
        fc.array(fc.constantFrom("own", "own", "own", "constant", "copied"), {
          minLength: dimension,
          maxLength: dimension,
        }),
      )
      .map(([values, kinds]) => ({
        dimension,
        count,
        features: values.map((value, at) => {
          const kind = kinds[at % dimension];
          if (kind === "own") return value;
          return (kind === "constant" ? values[at % dimension] : values[at - (at % dimension)]) ?? NaN;
        }),
      })),
  );
}

/** Two sets of samples with the same number of features. */
export const featureRowsPair = (maxDimension = 6, maxCount = 12): fc.Arbitrary<readonly [FeatureRows, FeatureRows]> =>
  fc
    .integer({ min: 1, max: maxDimension })
    .chain((dimension) => fc.tuple(featureRows(dimension, maxCount), featureRows(dimension, maxCount)));
