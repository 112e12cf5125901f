import * as metrics from "@lipschitz-gan/metrics";
import type { MetricSubject } from "@lipschitz-gan/verification";
import { type FeatureRows, rowsOf } from "./statistics-with.ts";

/** The parts of which counts of neighbours are made; each unless given is the right one. */
export interface WrongNeighbours {
  /** A distance, in any unit that the radius has, too. */
  readonly distance?: (x: readonly number[], y: readonly number[]) => number;
  /** A ball's radius, from the distances to the other samples of its set, nearest first. */
  readonly radius?: (sorted: readonly number[], k: number) => number;
  /** Whether a point is in a ball. */
  readonly isInside?: (distance: number, radius: number) => boolean;
  /** The share of points that are in a ball, from what is in each ball, point by point. */
  readonly shareOf?: (balls: readonly (readonly boolean[])[], points: number) => number;
  /** Density, from the same and k. */
  readonly densityOf?: (balls: readonly (readonly boolean[])[], points: number, k: number) => number;
  /** Coverage, from the same. */
  readonly coverageOf?: (balls: readonly (readonly boolean[])[], points: number) => number;
}

/** Metrics with counts of neighbours of parts of one's own. */
export function neighboursWith({
  distance = squaredDistance,
  radius = (sorted, k) => sorted[k - 1] ?? Number.NaN,
  isInside = (far, size) => far <= size,
  shareOf = (balls, points) => countInAny(balls, points) / points,
  densityOf = (balls, points, k) => balls.flat().filter(Boolean).length / (k * points),
  coverageOf = (balls) => balls.filter((ball) => ball.includes(true)).length / balls.length,
}: WrongNeighbours): MetricSubject {
  const ballsOf = (centers: FeatureRows, points: FeatureRows, k: number): readonly (readonly boolean[])[] =>
    centers.map((center, i) => {
      const others = centers.filter((_, j) => j !== i).map((other) => distance(center, other));
      const size = radius(
        others.toSorted((a, b) => a - b),
        k,
      );
      return points.map((point) => isInside(distance(center, point), size));
    });
  const subject: Pick<MetricSubject, "precisionRecall" | "densityCoverage"> = {
    precisionRecall: (real, fake, dimension, options = {}) => {
      metrics.precisionRecall(real, fake, dimension, options); // refuses what is to be refused
      const { neighbours = 3 } = options;
      const [x, y] = [rowsOf(real, dimension), rowsOf(fake, dimension)];
      return {
        precision: shareOf(ballsOf(x, y, neighbours), y.length),
        recall: shareOf(ballsOf(y, x, neighbours), x.length),
      };
    },
    densityCoverage: (real, fake, dimension, options = {}) => {
      metrics.densityCoverage(real, fake, dimension, options);
      const { neighbours = 5 } = options;
      const [x, y] = [rowsOf(real, dimension), rowsOf(fake, dimension)];
      const balls = ballsOf(x, y, neighbours);
      return { density: densityOf(balls, y.length, neighbours), coverage: coverageOf(balls, y.length) };
    },
  };
  return {
    ...metrics,
    ...subject,
    neighbourScores: (real, fake, dimension, { manifoldNeighbours = 3, ballNeighbours = 5 } = {}) => ({
      ...subject.precisionRecall(real, fake, dimension, { neighbours: manifoldNeighbours }),
      ...subject.densityCoverage(real, fake, dimension, { neighbours: ballNeighbours }),
    }),
  };
}

/** `|x - y|²`. */
export function squaredDistance(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, k) => sum + (value - (y[k] ?? Number.NaN)) ** 2, 0);
}

/** How many points are in a ball at all. */
export function countInAny(balls: readonly (readonly boolean[])[], points: number): number {
  return Array.from({ length: points }, (_, j) => j).filter((j) => balls.some((ball) => ball[j])).length;
}
