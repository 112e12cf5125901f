/**
 * Hot loops: reads of typed arrays are in range by construction, so they are taken as numbers.
 */

/** A matrix of a kernel for one tap, and how positions follow each other. */
export interface Block {
  /** Input channels of a group. */
  readonly ins: number;
  /** Output channels of a group. */
  readonly outs: number;
  readonly groups: number;
  /** From one input channel to the next in the kernel. */
  readonly rowLength: number;
  /** From one position to the next in the input. */
  readonly xStep: number;
  /** From one position to the next in the output. */
  readonly yStep: number;
}

/** Adds the products of a matrix with the channels at some positions to the channels at the other side. */
export type BlockProduct = (
  block: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
) => void;

/**
 * `y += Kᵀ x`, four input channels and two positions at a time: a row of four lines of the kernel stays in the cache.
 *
 * @internal
 */
export function forwardBlock(
  { ins, outs, groups, rowLength, xStep, yStep }: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
): void {
  for (let group = 0; group < groups; group++) {
    const [k, from, to] = [kernelAt + group * outs, xAt + group * ins, yAt + group * outs];
    let i = 0;
    for (; i + 4 <= ins; i += 4) {
      const k0 = k + i * rowLength;
      const k1 = k0 + rowLength;
      const k2 = k1 + rowLength;
      const k3 = k2 + rowLength;
      let position = 0;
      for (; position + 2 <= positions; position += 2) {
        const a = from + position * xStep + i;
        const b = a + xStep;
        const p = to + position * yStep;
        const q = p + yStep;
        const a0 = x[a] as number;
        const a1 = x[a + 1] as number;
        const a2 = x[a + 2] as number;
        const a3 = x[a + 3] as number;
        const b0 = x[b] as number;
        const b1 = x[b + 1] as number;
        const b2 = x[b + 2] as number;
        const b3 = x[b + 3] as number;
        for (let c = 0; c < outs; c++) {
          const w0 = kernel[k0 + c] as number;
          const w1 = kernel[k1 + c] as number;
          const w2 = kernel[k2 + c] as number;
          const w3 = kernel[k3 + c] as number;
          y[p + c] = (y[p + c] as number) + (a0 * w0 + a1 * w1 + (a2 * w2 + a3 * w3));
          y[q + c] = (y[q + c] as number) + (b0 * w0 + b1 * w1 + (b2 * w2 + b3 * w3));
        }
      }
      if (position < positions) {
        const a = from + position * xStep + i;
        const p = to + position * yStep;
        const a0 = x[a] as number;
        const a1 = x[a + 1] as number;
        const a2 = x[a + 2] as number;
        const a3 = x[a + 3] as number;
        for (let c = 0; c < outs; c++) {
          const sum =
            a0 * (kernel[k0 + c] as number) +
            a1 * (kernel[k1 + c] as number) +
            (a2 * (kernel[k2 + c] as number) + a3 * (kernel[k3 + c] as number));
          y[p + c] = (y[p + c] as number) + sum;
        }
      }
    }
    for (; i < ins; i++) {
      const k0 = k + i * rowLength;
      for (let position = 0; position < positions; position++) {
        const a0 = x[from + position * xStep + i] as number;
        const p = to + position * yStep;
        for (let c = 0; c < outs; c++) y[p + c] = (y[p + c] as number) + a0 * (kernel[k0 + c] as number);
      }
    }
  }
}

/**
 * `x += K y`, four input channels and two positions at a time.
 *
 * @internal
 */
export function backwardBlock(
  { ins, outs, groups, rowLength, xStep, yStep }: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
): void {
  for (let group = 0; group < groups; group++) {
    const [k, to, from] = [kernelAt + group * outs, xAt + group * ins, yAt + group * outs];
    let i = 0;
    for (; i + 4 <= ins; i += 4) {
      const k0 = k + i * rowLength;
      const k1 = k0 + rowLength;
      const k2 = k1 + rowLength;
      const k3 = k2 + rowLength;
      let position = 0;
      for (; position + 2 <= positions; position += 2) {
        const p = from + position * yStep;
        const q = p + yStep;
        let a0 = 0;
        let a1 = 0;
        let a2 = 0;
        let a3 = 0;
        let b0 = 0;
        let b1 = 0;
        let b2 = 0;
        let b3 = 0;
        for (let c = 0; c < outs; c++) {
          const w0 = kernel[k0 + c] as number;
          const w1 = kernel[k1 + c] as number;
          const w2 = kernel[k2 + c] as number;
          const w3 = kernel[k3 + c] as number;
          const s = y[p + c] as number;
          const t = y[q + c] as number;
          a0 += w0 * s;
          a1 += w1 * s;
          a2 += w2 * s;
          a3 += w3 * s;
          b0 += w0 * t;
          b1 += w1 * t;
          b2 += w2 * t;
          b3 += w3 * t;
        }
        const a = to + position * xStep + i;
        const b = a + xStep;
        x[a] = (x[a] as number) + a0;
        x[a + 1] = (x[a + 1] as number) + a1;
        x[a + 2] = (x[a + 2] as number) + a2;
        x[a + 3] = (x[a + 3] as number) + a3;
        x[b] = (x[b] as number) + b0;
        x[b + 1] = (x[b + 1] as number) + b1;
        x[b + 2] = (x[b + 2] as number) + b2;
        x[b + 3] = (x[b + 3] as number) + b3;
      }
      if (position < positions) {
        const p = from + position * yStep;
        let a0 = 0;
        let a1 = 0;
        let a2 = 0;
        let a3 = 0;
        for (let c = 0; c < outs; c++) {
          const s = y[p + c] as number;
          a0 += (kernel[k0 + c] as number) * s;
          a1 += (kernel[k1 + c] as number) * s;
          a2 += (kernel[k2 + c] as number) * s;
          a3 += (kernel[k3 + c] as number) * s;
        }
        const a = to + position * xStep + i;
        x[a] = (x[a] as number) + a0;
        x[a + 1] = (x[a + 1] as number) + a1;
        x[a + 2] = (x[a + 2] as number) + a2;
        x[a + 3] = (x[a + 3] as number) + a3;
      }
    }
    for (; i < ins; i++) {
      const k0 = k + i * rowLength;
      for (let position = 0; position < positions; position++) {
        const p = from + position * yStep;
        const a = to + position * xStep + i;
        let sum = 0;
        for (let c = 0; c < outs; c++) sum += (kernel[k0 + c] as number) * (y[p + c] as number);
        x[a] = (x[a] as number) + sum;
      }
    }
  }
}

/**
 * {@link forwardBlock} for few output channels: along the input channels.
 *
 * @internal
 */
export function forwardNarrow(
  { ins, outs, groups, rowLength, xStep, yStep }: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
): void {
  for (let position = 0; position < positions; position++) {
    for (let group = 0; group < groups; group++) {
      const from = xAt + position * xStep + group * ins;
      const to = yAt + position * yStep + group * outs;
      for (let c = 0; c < outs; c++) {
        const k = kernelAt + group * outs + c;
        let sum = 0;
        for (let i = 0; i < ins; i++) sum += (x[from + i] as number) * (kernel[k + i * rowLength] as number);
        y[to + c] = (y[to + c] as number) + sum;
      }
    }
  }
}

/**
 * {@link backwardBlock} for few output channels.
 *
 * @internal
 */
export function backwardNarrow(
  { ins, outs, groups, rowLength, xStep, yStep }: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
): void {
  for (let position = 0; position < positions; position++) {
    for (let group = 0; group < groups; group++) {
      const to = xAt + position * xStep + group * ins;
      const from = yAt + position * yStep + group * outs;
      for (let c = 0; c < outs; c++) {
        const k = kernelAt + group * outs + c;
        const s = y[from + c] as number;
        for (let i = 0; i < ins; i++) x[to + i] = (x[to + i] as number) + s * (kernel[k + i * rowLength] as number);
      }
    }
  }
}

/**
 * Each channel by itself: a depthwise convolution of multiplier 1.
 *
 * @internal
 */
export function forwardSingle(
  { ins, xStep, yStep }: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
): void {
  for (let position = 0; position < positions; position++) {
    const from = xAt + position * xStep;
    const to = yAt + position * yStep;
    for (let c = 0; c < ins; c++)
      y[to + c] = (y[to + c] as number) + (x[from + c] as number) * (kernel[kernelAt + c] as number);
  }
}

/**
 * The adjoint of {@link forwardSingle}.
 *
 * @internal
 */
export function backwardSingle(
  { ins, xStep, yStep }: Block,
  kernel: Float32Array,
  kernelAt: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  positions: number,
): void {
  for (let position = 0; position < positions; position++) {
    const to = xAt + position * xStep;
    const from = yAt + position * yStep;
    for (let c = 0; c < ins; c++)
      x[to + c] = (x[to + c] as number) + (y[from + c] as number) * (kernel[kernelAt + c] as number);
  }
}
