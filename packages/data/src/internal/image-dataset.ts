import type { Batch, Dataset } from "../dataset.ts";
import { checkRequest } from "./check-request.ts";
import { epochSampler } from "./epoch-sampler.ts";

/**
 * Images as bytes, as they lie in the files: `channels` planes of `side × side` pixels each.
 *
 * @internal
 */
export interface RawImages {
  readonly size: number;
  readonly side: number;
  readonly channels: number;
  label(index: number): number;
  /** A view of the image's `channels * side * side` bytes. */
  planes(index: number): Uint8Array;
}

/** Largest picture side; the paper's largest here is 48. */
const MAX_SIDE = 1024;

/** `byte / 127.5 - 1` for every byte. */
const PIXEL_VALUE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/**
 * Refuses a side length that the images do not fit into.
 *
 * @internal
 */
export function checkImageSize(name: string, side: number, imageSize: number): void {
  if (!(Number.isInteger(imageSize) && imageSize >= side && imageSize <= MAX_SIDE)) {
    throw new RangeError(
      `loadDataset: imageSize of ${name} must be an integer in [${side}, ${MAX_SIDE}], received ${imageSize}`,
    );
  }
}

/**
 * Makes a data set of raw images: padded with black (-1) on all sides to `imageSize`, channels last.
 *
 * @internal
 */
export function imageDataset(name: string, source: string, images: RawImages, imageSize: number): Dataset {
  const { side, channels, size } = images;
  const sampleShape = [imageSize, imageSize, channels];
  const valuesPerSample = imageSize * imageSize * channels;
  const border = Math.floor((imageSize - side) / 2);
  const indexAt = epochSampler(size);

  const write = (values: Float32Array, start: number, planes: Uint8Array): void => {
    for (let channel = 0, from = 0; channel < channels; channel++) {
      for (let row = 0; row < side; row++) {
        let to = start + ((row + border) * imageSize + border) * channels + channel;
        for (let column = 0; column < side; column++, from++, to += channels) {
          values[to] = PIXEL_VALUE[planes[from] ?? 0] ?? -1;
        }
      }
    }
  };

  const batch: Dataset["batch"] = (request): Batch => {
    checkRequest(`${name}.batch`, request, valuesPerSample);
    const { batchSize, step, seed } = request;
    const values = new Float32Array(batchSize * valuesPerSample).fill(-1);
    const labels = new Int32Array(batchSize);
    for (let i = 0; i < batchSize; i++) {
      const index = indexAt(seed, step * batchSize + i);
      write(values, i * valuesPerSample, images.planes(index));
      labels[i] = images.label(index);
    }
    return { values, shape: [batchSize, ...sampleShape], labels };
  };

  return { name, kind: "image", sampleShape, size, nClasses: 10, source, batch };
}
