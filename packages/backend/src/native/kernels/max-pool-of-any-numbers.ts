import type { backend_util } from "@tensorflow/tfjs-core";

/** A pooling's geometry, as TensorFlow.js computes it. @internal */
export type PoolInfo = ReturnType<typeof backend_util.computePool2DInfo>;

/**
 * Max pooling of any numbers, by plain loops: NaN where a window holds NaN, −∞ where it holds nothing else.
 *
 * oneDNN starts its search at the smallest finite number and passes over NaN, so that the maximum of NaN alone is −3.4e38,
 * and a training that has failed goes on with numbers that look sound.
 *
 * @param values - images with channels last
 * @param maxima - where the result goes
 * @internal
 */
export function maxPoolOfAnyNumbers(values: Float32Array, maxima: Float32Array, info: PoolInfo): void {
  const { inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = info;
  maxima.fill(Number.NEGATIVE_INFINITY);
  let at = 0;
  for (let sample = 0; sample < info.batchSize; sample += 1) {
    for (let outRow = 0; outRow < outHeight; outRow += 1) {
      const top = outRow * info.strideHeight - padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn += 1) {
        const left = outColumn * info.strideWidth - padInfo.left;
        for (let row = Math.max(0, top); row < Math.min(inHeight, top + info.filterHeight); row += 1) {
          for (let column = Math.max(0, left); column < Math.min(inWidth, left + info.filterWidth); column += 1) {
            const pixel = ((sample * inHeight + row) * inWidth + column) * channels;
            for (let channel = 0; channel < channels; channel += 1) {
              // Math.max of NaN is NaN. All indices are within the arrays.
              const before = maxima[at + channel] as number;
              maxima[at + channel] = Math.max(before, values[pixel + channel] as number);
            }
          }
        }
        at += channels;
      }
    }
  }
}
