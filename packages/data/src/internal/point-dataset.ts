import { createRng, type RandomStream } from "@lipschitz-gan/core";
import type { Batch, Mixture } from "../dataset.ts";
import { checkRequest } from "./check-request.ts";

/**
 * What makes one distribution in the plane.
 *
 * @internal
 */
export interface PointDistribution {
  readonly name: string;
  readonly nClasses: number;
  readonly source: string;
  readonly centers: readonly (readonly [number, number])[];
  readonly std: number;
  /** Draws a label and the point that noise is to be added to. */
  readonly draw: (stream: RandomStream) => readonly [label: number, x: number, y: number];
}

/**
 * Makes an endless data set of a distribution, with normal noise added to every point.
 *
 * @internal
 */
export function pointDataset({ name, nClasses, source, centers, std, draw }: PointDistribution): Mixture {
  const batch: Mixture["batch"] = (request): Batch => {
    checkRequest(`${name}.batch`, request, 2);
    const { batchSize, step, seed } = request;
    const stream = createRng(seed).stream("data", step);
    const values = new Float32Array(2 * batchSize);
    const labels = new Int32Array(batchSize);
    for (let i = 0; i < batchSize; i++) {
      const [label, x, y] = draw(stream);
      labels[i] = label;
      values[2 * i] = x + std * stream.normal();
      values[2 * i + 1] = y + std * stream.normal();
    }
    return { values, shape: [batchSize, 2], labels };
  };
  return { name, kind: "points", sampleShape: [2], size: Infinity, nClasses, source, centers, std, batch };
}

/**
 * A mixture of equally likely round normal distributions.
 *
 * @internal
 */
export function gaussianMixture(
  name: string,
  source: string,
  centers: readonly (readonly [number, number])[],
  std: number,
): Mixture {
  const draw = (stream: RandomStream): readonly [number, number, number] => {
    const label = stream.int(centers.length);
    const [x, y] = centers[label] ?? [0, 0];
    return [label, x, y];
  };
  return pointDataset({ name, nClasses: centers.length, source, centers, std, draw });
}

/**
 * Refuses a parameter that is not a finite number above (or at) zero.
 *
 * @internal
 */
export function checkSize(
  where: string,
  name: string,
  value: number,
  { zero = false }: { readonly zero?: boolean } = {},
): void {
  if (!(Number.isFinite(value) && (zero ? value >= 0 : value > 0))) {
    throw new RangeError(`${where}: ${name} must be finite and ${zero ? ">=" : ">"} 0, received ${value}`);
  }
}

/**
 * Refuses a count that is not an integer from 1 to 10 000.
 *
 * @internal
 */
export function checkCount(where: string, name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= 10_000)) {
    throw new RangeError(`${where}: ${name} must be an integer in [1, 10000], received ${value}`);
  }
}
