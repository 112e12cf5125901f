import { type Certificate, type ModelArtifacts, wasserstein1Lower } from "@lipschitz-gan/certificates";
import type { SamplePair } from "./sample-pair.ts";

/** A lower bound of the Wasserstein-1 distance between two batches of samples: the content of `wasserstein1.json`. */
export interface DistanceBound {
  /** The distance of the two batches is at least this; 0 if the critic does not tell them apart in the right order. */
  readonly lower: number;
  /** Number of real samples. */
  readonly nReal: number;
  /** Number of generated samples. */
  readonly nFake: number;
  /** Seed of both batches. */
  readonly seed: number;
  /** The data set of the real ones. */
  readonly dataset: string;
  /** The critic that proves it. */
  readonly model: { readonly sha256: string };
}

/**
 * How far apart a critic proves real and generated samples to be: `(mean f(real) − mean f(fake)) / upper`, rounded down.
 *
 * It speaks of the two batches, each sample with the same weight, and not of the distributions that they were drawn from.
 *
 * @param artifacts - the critic
 * @param certificate - its certificate
 * @param pair - the samples
 * @throws RangeError if the samples do not fit the critic
 * @see Arjovsky, Chintala & Bottou (2017), Wasserstein GAN, equation 2 (Kantorovich–Rubinstein duality), https://arxiv.org/abs/1701.07875
 */
export function distanceBound(
  artifacts: ModelArtifacts,
  { upper, model }: Certificate,
  { real, fake, seed, dataset }: SamplePair,
): DistanceBound {
  const lower = wasserstein1Lower(artifacts, { upper, real, fake });
  return { lower, nReal: real.length, nFake: fake.length, seed, dataset, model: { sha256: model.sha256 } };
}
