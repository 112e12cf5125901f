import { createRng } from "@lipschitz-gan/core";
import * as metrics from "@lipschitz-gan/metrics";
import type { MetricSubject } from "@lipschitz-gan/verification";
import { meanOf, populationStd } from "./inception-with.ts";
import { type FeatureRows, rowsOf } from "./statistics-with.ts";

/** The parts of which a kernel distance is made; each unless given is the right one. */
export interface WrongKernel {
  /** The kernel, of an inner product. */
  readonly kernel?: (product: number, dimension: number) => number;
  /** The mean over pairs of one set. */
  readonly among?: (kernels: readonly (readonly number[])[]) => number;
  /** The mean over pairs of both sets. */
  readonly across?: (kernels: readonly (readonly number[])[]) => number;
  /** The estimate, from the three means. */
  readonly sum?: (ofReal: number, ofFake: number, ofBoth: number) => number;
  /** Which rows are in a subset. */
  readonly choose?: (side: "real" | "fake", count: number, size: number, seed: number, subset: number) => number[];
  /** The spread of the estimates. */
  readonly stdOf?: (estimates: readonly number[]) => number;
}

/** Metrics with a kernel distance of parts of one's own. */
export function kernelWith({
  kernel = (product, dimension) => (product / dimension + 1) ** 3,
  among = offDiagonal,
  across = (kernels) => meanOf(kernels.flat()),
  sum = (ofReal, ofFake, ofBoth) => ofReal + ofFake - 2 * ofBoth,
  choose = chosen,
  stdOf = populationStd,
}: WrongKernel): MetricSubject {
  const between = (one: FeatureRows, other: FeatureRows, dimension: number): readonly (readonly number[])[] =>
    one.map((x) =>
      other.map((y) =>
        kernel(
          x.reduce((total, value, k) => total + value * (y[k] ?? Number.NaN), 0),
          dimension,
        ),
      ),
    );
  const estimate = (real: FeatureRows, fake: FeatureRows, dimension: number): number =>
    sum(
      among(between(real, real, dimension)),
      among(between(fake, fake, dimension)),
      across(between(real, fake, dimension)),
    );
  return {
    ...metrics,
    kernelDistance: (real, fake, dimension, options = {}) => {
      metrics.kernelDistance(real, fake, dimension, options); // refuses what is to be refused
      const { subsets = 100, subsetSize = 1000, seed = 0 } = options;
      const [x, y] = [rowsOf(real, dimension), rowsOf(fake, dimension)];
      if (subsetSize >= Math.max(x.length, y.length)) return { value: estimate(x, y, dimension), std: 0 };
      const size = Math.min(subsetSize, x.length, y.length);
      const estimates = Array.from({ length: subsets }, (_, i) =>
        estimate(
          choose("real", x.length, size, seed, i).map((row) => x[row] ?? []),
          choose("fake", y.length, size, seed, i).map((row) => y[row] ?? []),
          dimension,
        ),
      );
      return { value: meanOf(estimates), std: stdOf(estimates) };
    },
  };
}

/** The mean over pairs of different samples. */
export function offDiagonal(kernels: readonly (readonly number[])[]): number {
  return meanOf(kernels.flatMap((row, i) => row.filter((_, j) => j !== i)));
}

/** A subset without repetition. */
export function chosen(side: string, count: number, size: number, seed: number, subset: number): number[] {
  return Array.from(createRng(seed).stream(side, subset).permutation(count).subarray(0, size));
}
