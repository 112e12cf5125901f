import type { Dataset, Mixture } from "@lipschitz-gan/data";
import { modeCoverage } from "@lipschitz-gan/metrics";
import type * as tf from "@tensorflow/tfjs-core";
import { sampleGrid } from "../images/sample-grid.ts";
import { scatter } from "../images/scatter.ts";

/** How samples spread over the modes of a mixture, as in a line of `metrics.jsonl`. */
export interface Modes {
  /** Modes with at least one sample near. */
  readonly covered: number;
  /** Modes there are. */
  readonly of: number;
  /** Share of the samples near a mode, in `[0, 1]`. */
  readonly highQuality: number;
}

/** A picture of samples. */
export interface Drawing {
  /** The bytes of the PNG. */
  readonly png: Uint8Array;
  /** For a mixture with modes: how the samples spread over them. */
  readonly modes?: Modes;
}

/** Samples in a picture during training: a grid of 8 × 8, or enough points to see the shape of a distribution. */
export const sampleCounts: Readonly<Record<Dataset["kind"], number>> = { image: 64, points: 2000 };

/**
 * Draws samples: pictures as a grid; points over real ones.
 *
 * @param samples - `[n, height, width, channels]` or `[n, 2]`; left alone
 * @param data - the data set they imitate; only points in the plane need it
 * @returns the picture
 */
export async function drawSamples(samples: tf.Tensor, data: Dataset | undefined): Promise<Drawing> {
  const values = await samples.data<"float32">();
  if (samples.rank !== 2) return { png: sampleGrid(values, samples.shape) };
  if (data === undefined) return { png: scatter(values) };
  const real = data.batch({ batchSize: sampleCounts.points, step: 0, seed: 0 }).values;
  if (!isMixture(data) || data.centers.length === 0) return { png: scatter(values, { real }) };
  const { covered, nModes, highQualityFraction } = modeCoverage(values, data.centers, { std: data.std });
  const modes = { covered, of: nModes, highQuality: highQualityFraction };
  return { png: scatter(values, { real, centers: data.centers }), modes };
}

function isMixture(data: Dataset): data is Mixture {
  return "centers" in data;
}
