import * as tf from "@tensorflow/tfjs-core";
import { runKernel } from "../gradients/run-kernel.ts";

/** The fourth layer of the critic of SN-GAN at half width: 16×16 pixels to 8×8, kernel 4×4, stride 2, `same`. */
const LAYER = { side: 16, outSide: 8, channels: 64, taps: 4, strides: 2 } as const;
const MAX_BATCH = 64;

/** How long one sample is to take at least: much longer than a page's clock is coarse and a GPU's queue is slow. */
const SAMPLE_MS = 100;
const MIN_SAMPLES = 3;
/** Ends the doubling where the clock stands still. */
const MAX_REPEATS = 2 ** 16;

/** Where the gradients are looked at: the filter's second tap in both directions, and a pixel in the middle. */
const AT_FILTER = [1, 1, 0, 0];
const AT_INPUT = [0, 7, 7, 0];

/** Multiplications and additions of one sample in one of the three convolutions; padding counts as if computed. */
const OPERATIONS = 2 * LAYER.outSide ** 2 * LAYER.taps ** 2 * LAYER.channels ** 2;
const CONVOLUTIONS = 3;

/**
 * The speed of the current backend at what training does most: a convolution, its gradient by the filter and its
 * gradient by the input, at the size of a layer of SN-GAN's critic, batch 64; smaller batches where that would take
 * long.
 *
 * The clock stops when values of both gradients have been read, so that a queue which takes operations in at once is
 * not taken for a fast processor. The values are compared: with ones for inputs they are small integers, which every
 * order of summation in float32 gets right. Each size runs once unclocked, for what is prepared at the first call.
 *
 * @param seconds - for how long to measure; at least three samples are taken
 * @returns the median in 10^9 operations a second, to three digits
 * @throws Error if a value is not what it must be
 *
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, table 3,
 * https://arxiv.org/abs/1802.05957 — the layer; its critic with half as many channels
 * @internal
 */
export async function measureSpeed(seconds = 1): Promise<number> {
  const { size, time: first } = await calibrated();
  const times = [first];
  await withInputs(size.batch, async (inputs) => {
    for (let total = first; times.length < MIN_SAMPLES || total < 1000 * seconds; total += times.at(-1) ?? 0) {
      times.push(await clock(inputs, size));
    }
  });
  const operations = CONVOLUTIONS * OPERATIONS * size.batch * size.repeats;
  return Number((operations / median(times) / 1e6).toPrecision(3));
}

interface Size {
  readonly batch: number;
  readonly repeats: number;
}

interface Inputs {
  readonly x: tf.Tensor;
  readonly filter: tf.Tensor;
}

/** The batch and then the repetitions at which a sample takes long enough, and how long one took. */
async function calibrated(): Promise<{ size: Size; time: number }> {
  for (let size: Size = { batch: 1, repeats: 1 }; ; size = larger(size)) {
    const { batch } = size;
    const time = await withInputs(batch, async (inputs) => {
      await clock(inputs, size);
      return clock(inputs, size);
    });
    if (time >= SAMPLE_MS || size.repeats >= MAX_REPEATS) return { size, time };
  }
}

function larger({ batch, repeats }: Size): Size {
  return batch < MAX_BATCH ? { batch: 4 * batch, repeats } : { batch, repeats: 2 * repeats };
}

async function withInputs<T>(batch: number, body: (inputs: Inputs) => Promise<T>): Promise<T> {
  const { side, channels, taps } = LAYER;
  const inputs = { x: tf.ones([batch, side, side, channels]), filter: tf.ones([taps, taps, channels, channels]) };
  try {
    return await body(inputs);
  } finally {
    tf.dispose([inputs.x, inputs.filter]);
  }
}

/** Milliseconds until the last repetition's values are here. */
async function clock({ x, filter }: Inputs, { batch, repeats }: Size): Promise<number> {
  const start = performance.now();
  for (let i = 1; i < repeats; i += 1) tf.tidy(() => void gradients(x, filter));
  const values = tf.tidy(() => {
    const { byFilter, byInput } = gradients(x, filter);
    return [tf.slice(byFilter, AT_FILTER, [1, 1, 1, 1]), tf.slice(byInput, AT_INPUT, [1, 1, 1, 1])];
  });
  try {
    const read = await Promise.all(values.map((value) => value.data()));
    const time = performance.now() - start;
    check(
      read.map(([value = Number.NaN]) => value),
      batch,
    );
    return time;
  } finally {
    tf.dispose(values);
  }
}

/** The gradients of half the squared output: by the filter and by the input. */
function gradients(x: tf.Tensor, filter: tf.Tensor): { byFilter: tf.Tensor; byInput: tf.Tensor } {
  const attrs = { strides: LAYER.strides, pad: "same", dataFormat: "NHWC" };
  const dy = runKernel(tf.Conv2D, { x, filter }, { ...attrs, dilations: 1 });
  return {
    byFilter: runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...attrs, filterShape: filter.shape }),
    byInput: runKernel(tf.Conv2DBackpropInput, { dy, filter }, { ...attrs, inputShape: x.shape }),
  };
}

/**
 * With ones everywhere, an output in row r and column q is 64 n(r) n(q), where n counts the taps inside the image:
 * 3, 4, …, 4, 3. The second tap meets a pixel in each of the 8 rows, so that its gradient is 64 · 30² a sample, 30 being
 * the sum of the n. The pixel in row and column 7 is met by two taps an axis, in outputs with n = 4: 64 · 64 · 8².
 * Both stay below 2^24.
 */
function check(values: readonly number[], batch: number): void {
  const expected = [batch * 64 * 30 ** 2, 64 ** 2 * 8 ** 2];
  if (values.length === 2 && values.every((value, i) => value === expected[i])) return;
  throw new Error(
    `it computes wrongly: gradients of a convolution of ones are ${values.join(" and ")}, must be ${expected.join(" and ")}`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number) // both are inside: there is a value at least
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
