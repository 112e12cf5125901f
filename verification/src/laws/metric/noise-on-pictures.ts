import { createRng } from "@lipschitz-gan/core";
import { loadDataset } from "@lipschitz-gan/data";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { statisticsOf } from "./statistics.ts";
import type { MetricSubject } from "./subject.ts";

/** Features of a picture: as many numbers as there are directions, which are orthonormal. */
const DIMENSION = 32;
/** Samples on either side. */
const COUNT = 200;
/** Variance of the noise in units of the features' own mean variance. */
const LEVELS = [0, 2, 8, 32];

/**
 * Features of all pictures of the test set of MNIST: pixels along fixed random orthonormal directions, so that noise of
 * variance s² on every pixel is noise of covariance s² I on the features.
 */
async function pictureFeatures(): Promise<Float64Array> {
  const mnist = await loadDataset("mnist", { split: "test" });
  const { values } = mnist.batch({ batchSize: mnist.size, step: 0, seed: 0 });
  const pixels = values.length / mnist.size;
  const directions = orthonormalDirections(pixels);
  const features = new Float64Array(mnist.size * DIMENSION);
  for (let i = 0; i < mnist.size; i++) {
    for (const [k, direction] of directions.entries()) {
      let sum = 0;
      for (let p = 0; p < pixels; p++) sum += (values[i * pixels + p] ?? Number.NaN) * (direction[p] ?? Number.NaN);
      features[i * DIMENSION + k] = sum;
    }
  }
  return standardized(features);
}

/** Normal vectors made orthonormal by Gram and Schmidt, twice. */
function orthonormalDirections(size: number): readonly Float64Array[] {
  const random = createRng(0).stream("directions");
  const directions: Float64Array[] = [];
  while (directions.length < DIMENSION) {
    const vector = Float64Array.from({ length: size }, () => random.normal());
    for (const other of [...directions, ...directions]) {
      const along = vector.reduce((sum, x, p) => sum + x * (other[p] ?? Number.NaN), 0);
      for (const [p, x] of other.entries()) vector[p] = (vector[p] ?? Number.NaN) - along * x;
    }
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    directions.push(vector.map((x) => x / length));
  }
  return directions;
}

/** The same with mean 0, and mean variance 1 over the features. */
function standardized(features: Float64Array): Float64Array {
  const count = features.length / DIMENSION;
  const means = Array.from({ length: DIMENSION }, () => 0);
  for (const [i, x] of features.entries()) means[i % DIMENSION] = (means[i % DIMENSION] ?? Number.NaN) + x / count;
  const centered = features.map((x, i) => x - (means[i % DIMENSION] ?? Number.NaN));
  const std = Math.sqrt(centered.reduce((sum, x) => sum + x * x, 0) / features.length);
  return centered.map((x) => x / std);
}

let loaded: Promise<Float64Array> | undefined;

/** What the metrics say at one level of noise. */
interface AtLevel {
  readonly frechet: number;
  readonly kernel: number;
  readonly precision: number;
  readonly density: number;
}

/**
 * Real pictures with noise are worse than real pictures.
 *
 * With noise of covariance s² I, means stay and a covariance Σ becomes Σ + s² I, so that of whole distributions FID is
 * `Σ (√(λ + s²) - √λ)²` and MMD² with the cubic kernel a sum of squared differences of moments (3/d of the means, 3/d² of
 * `E x xᵀ`, 1/d³ of the third), of which the second grows as `s⁴` and the third as `s⁴ |μ|²`: both grow with s, by
 * theorem. Of 200 samples they are off by chance, by more than their values where there is no noise. So the levels are
 * far apart: in the worst of 1 000 seeds, each step of noise multiplied FID by five, and KID once it was no estimate of
 * 0, where 1.5 is asked for.
 * For counts of neighbours there is no such theorem, but a generated sample falls into a real ball less often once noise
 * carries it past the distances of real pictures.
 */
export const noiseOnPictures: Law<MetricSubject> = defineLaw<MetricSubject, { readonly seed: number }>({
  name: "noise-on-pictures",
  statement:
    "On pictures of MNIST, more noise means more FID and KID, and less precision and density until none is left.",
  source: "moments of a sum of independent vectors; levels of noise far apart",
  share: 0.1,
  cases: fc.record({ seed: fc.nat(1e6) }),
  measure: async (subject, { seed }) => {
    loaded ??= pictureFeatures();
    const features = await loaded;
    const rng = createRng(seed);
    const order = rng.stream("pictures").permutation(features.length / DIMENSION);
    const chosen = (from: number): Float64Array =>
      Float64Array.from({ length: COUNT * DIMENSION }, (_, i) => {
        const picture = order[from + Math.floor(i / DIMENSION)] ?? Number.NaN;
        return features[picture * DIMENSION + (i % DIMENSION)] ?? Number.NaN;
      });
    const [real, plain] = [chosen(0), chosen(COUNT)];
    const noise = rng.stream("noise");
    const unit = plain.map(() => noise.normal());
    return growth(
      LEVELS.map((level) =>
        atLevel(
          subject,
          real,
          plain.map((x, i) => x + Math.sqrt(level) * (unit[i] ?? Number.NaN)),
        ),
      ),
    );
  },
});

function atLevel(subject: MetricSubject, real: Float64Array, fake: Float64Array): AtLevel {
  const [a, b] = [real, fake].map((features) => statisticsOf(subject, features, DIMENSION));
  return {
    frechet: a === undefined || b === undefined ? Number.NaN : subject.frechetDistance(a, b),
    kernel: subject.kernelDistance(real, fake, DIMENSION, { subsets: 1, subsetSize: COUNT }).value,
    precision: subject.precisionRecall(real, fake, DIMENSION, { neighbours: 3 }).precision,
    density: subject.densityCoverage(real, fake, DIMENSION, { neighbours: 5 }).density,
  };
}

/** By what factor each step of noise must raise a distance. */
const FACTOR = 1.5;

function growth(levels: readonly AtLevel[]): readonly Measurement[] {
  const steps = levels.slice(1).map((after, i) => [LEVELS[i], LEVELS[i + 1], levels[i], after] as const);
  return steps.flatMap(([from, to, before, after], i) => {
    if (before === undefined) return [];
    const what = `noise ${from} and ${to}`;
    return [
      { observed: before.frechet * FACTOR, allowed: after.frechet, what: `FID at ${what}` },
      // The first estimate is one of 0, of either sign.
      { observed: i === 0 ? before.kernel : before.kernel * FACTOR, allowed: after.kernel, what: `KID at ${what}` },
      {
        observed: after.precision,
        allowed: i === 0 ? before.precision / FACTOR : before.precision,
        what: `precision at ${what}`,
      },
      {
        observed: after.density,
        allowed: i === 0 ? before.density / FACTOR : before.density,
        what: `density at ${what}`,
      },
    ];
  });
}
