/** A 2-D convolution as plain numbers, worked out here and not by the code under test. */
export interface ConvolutionCase {
  readonly batch: number;
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pad: "same" | "valid" | number | readonly [number, number, number, number];
  readonly inChannels: number;
  /** Output channels, or outputs per input channel when `depthwise`. */
  readonly filters: number;
  readonly depthwise: boolean;
}

type Shape4 = [number, number, number, number];

/** Padding before, and output size, of one axis. */
function axis(c: ConvolutionCase, d: 0 | 1): { before: number; out: number } {
  const reach = (c.kernel[d] - 1) * c.dilations[d] + 1;
  const s = c.strides[d];
  if (c.pad === "same") {
    const out = Math.ceil(c.size[d] / s);
    return { before: Math.floor(Math.max(0, (out - 1) * s + reach - c.size[d]) / 2), out };
  }
  const [before, after] =
    c.pad === "valid"
      ? [0, 0]
      : typeof c.pad === "number"
        ? [c.pad, c.pad]
        : [c.pad[2 * d] ?? 0, c.pad[2 * d + 1] ?? 0];
  return { before, out: Math.floor((c.size[d] + before + after - reach) / s) + 1 };
}

export function outputSize(c: ConvolutionCase): [number, number] {
  return [axis(c, 0).out, axis(c, 1).out];
}

export function shapes(c: ConvolutionCase): { x: Shape4; filter: Shape4; dy: Shape4 } {
  const [height, width] = outputSize(c);
  const outChannels = c.depthwise ? c.inChannels * c.filters : c.filters;
  return {
    x: [c.batch, c.size[0], c.size[1], c.inChannels],
    filter: [c.kernel[0], c.kernel[1], c.inChannels, c.filters],
    dy: [c.batch, height, width, outChannels],
  };
}

/** The case's attributes as TensorFlow.js's kernels take them. */
export function attributes(c: ConvolutionCase): {
  strides: [number, number];
  dilations: [number, number];
  pad: "same" | "valid" | number | [[0, 0], [number, number], [number, number], [0, 0]];
} {
  const pad =
    typeof c.pad === "object"
      ? ([
          [0, 0],
          [c.pad[0], c.pad[1]],
          [c.pad[2], c.pad[3]],
          [0, 0],
        ] as [[0, 0], [number, number], [number, number], [0, 0]])
      : c.pad;
  return { strides: [...c.strides], dilations: [...c.dilations], pad };
}

/** Visits every product of the convolution: flat indices into input, filter and output. */
function forEachProduct(c: ConvolutionCase, visit: (x: number, w: number, y: number) => void): void {
  const [rows, columns] = [axis(c, 0), axis(c, 1)];
  const outChannels = c.depthwise ? c.inChannels * c.filters : c.filters;
  for (let n = 0; n < c.batch; n += 1) {
    for (let a = 0; a < rows.out; a += 1) {
      for (let b = 0; b < columns.out; b += 1) {
        for (let i = 0; i < c.kernel[0]; i += 1) {
          for (let j = 0; j < c.kernel[1]; j += 1) {
            const u = a * c.strides[0] + i * c.dilations[0] - rows.before;
            const v = b * c.strides[1] + j * c.dilations[1] - columns.before;
            if (u < 0 || u >= c.size[0] || v < 0 || v >= c.size[1]) continue;
            for (let q = 0; q < c.inChannels; q += 1) {
              for (let k = 0; k < c.filters; k += 1) {
                visit(
                  ((n * c.size[0] + u) * c.size[1] + v) * c.inChannels + q,
                  ((i * c.kernel[1] + j) * c.inChannels + q) * c.filters + k,
                  ((n * rows.out + a) * columns.out + b) * outChannels + (c.depthwise ? q * c.filters + k : k),
                );
              }
            }
          }
        }
      }
    }
  }
}

/** A sum of products in float64, with the bound that a float32 sum in any order must keep. */
export interface Reference {
  readonly values: Float64Array;
  readonly tolerance: Float64Array;
}

const UNIT_ROUNDOFF = 2 ** -24;
const SMALLEST = 2 ** -149;

/**
 * Sums `left * right` into `target`. A float32 sum of n products, in any order, is within
 * gamma_n * sum |left| |right| of the exact one, gamma_n = n u / (1 - n u) (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., section 3.1); each product may lose half a subnormal besides.
 */
function sumProducts(
  c: ConvolutionCase,
  size: number,
  pick: (x: number, w: number, y: number) => [target: number, product: number],
): Reference {
  const values = new Float64Array(size);
  const magnitude = new Float64Array(size);
  const terms = new Float64Array(size);
  forEachProduct(c, (x, w, y) => {
    const [at, product] = pick(x, w, y);
    values[at]! += product;
    magnitude[at]! += Math.abs(product);
    terms[at]! += 1;
  });
  const tolerance = magnitude.map((sum, at) => {
    const n = terms[at]! * UNIT_ROUNDOFF;
    return (n / (1 - n)) * sum + terms[at]! * SMALLEST;
  });
  return { values, tolerance };
}

function length(shape: Shape4): number {
  return shape[0] * shape[1] * shape[2] * shape[3];
}

export function naiveForward(c: ConvolutionCase, input: Float32Array, filter: Float32Array): Reference {
  return sumProducts(c, length(shapes(c).dy), (x, w, y) => [y, input[x]! * filter[w]!]);
}

export function naiveFilterGradient(c: ConvolutionCase, input: Float32Array, dy: Float32Array): Reference {
  return sumProducts(c, length(shapes(c).filter), (x, w, y) => [w, input[x]! * dy[y]!]);
}

export function naiveInputGradient(c: ConvolutionCase, dy: Float32Array, filter: Float32Array): Reference {
  return sumProducts(c, length(shapes(c).x), (x, w, y) => [x, dy[y]! * filter[w]!]);
}
