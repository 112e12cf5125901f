/** Roundoff of float32. */
const u = 2 ** -24;

type Pair = readonly [vertical: number, horizontal: number];

/** A pooling with channels last. */
export interface PoolingCase {
  readonly batch: number;
  readonly size: Pair;
  readonly channels: number;
  readonly window: Pair;
  readonly strides: Pair;
  /** Zeros before and after, along each axis; or as TensorFlow names them. */
  readonly pad: "same" | "valid" | readonly [Pair, Pair];
}

/** Padding before, and number of windows, along one axis. */
function axis({ size, window, strides, pad }: PoolingCase, d: 0 | 1): { before: number; count: number } {
  if (pad === "same") {
    const count = Math.ceil(size[d] / strides[d]);
    return { before: Math.floor(Math.max(0, (count - 1) * strides[d] + window[d] - size[d]) / 2), count };
  }
  const [before, after] = pad === "valid" ? [0, 0] : pad[d];
  return { before, count: Math.floor((size[d] + before + after - window[d]) / strides[d]) + 1 };
}

/** Shape of the input. */
export function inputShape({ batch, size, channels }: PoolingCase): number[] {
  return [batch, ...size, channels];
}

/** Shape of the output; sizes below 1 where no window fits. */
export function outputShape(given: PoolingCase): number[] {
  return [given.batch, axis(given, 0).count, axis(given, 1).count, given.channels];
}

/** The attributes of the kernels of TensorFlow.js. */
export function attributes({ window, strides, pad }: PoolingCase): object {
  const margins = typeof pad === "string" ? pad : [[0, 0], [...pad[0]], [...pad[1]], [0, 0]];
  return {
    filterSize: [...window],
    strides: [...strides],
    pad: margins,
    ...(typeof pad === "string" ? {} : { dimRoundingMode: "floor" }),
  };
}

/** The places in the input that each output's window covers, in the order of memory. */
export function windows(given: PoolingCase): number[][] {
  const { size, window, strides, channels } = given;
  const [rows, columns] = [axis(given, 0), axis(given, 1)];
  const inside = (index: number, of: { before: number }, d: 0 | 1): number[] =>
    Array.from({ length: window[d] }, (_, k) => index * strides[d] - of.before + k).filter(
      (i) => i >= 0 && i < size[d],
    );
  const places: number[][] = [];
  for (let n = 0; n < given.batch; n += 1) {
    for (let a = 0; a < rows.count; a += 1) {
      for (let b = 0; b < columns.count; b += 1) {
        for (let c = 0; c < channels; c += 1) {
          places.push(
            inside(a, rows, 0).flatMap((i) =>
              inside(b, columns, 1).map((j) => ((n * size[0] + i) * size[1] + j) * channels + c),
            ),
          );
        }
      }
    }
  }
  return places;
}

/** Values, and how far float32 may be off. */
export interface PoolingReference {
  readonly values: Float64Array;
  readonly tolerance: Float64Array;
}

function reference(values: readonly number[], tolerance: readonly number[]): PoolingReference {
  return { values: Float64Array.from(values), tolerance: Float64Array.from(tolerance) };
}

/** NaN where a window holds NaN. */
export function maxima(given: PoolingCase, x: readonly number[]): PoolingReference {
  const values = windows(given).map((places) => Math.max(...places.map((i) => x[i]!)));
  return reference(
    values,
    values.map(() => 0),
  );
}

function total(terms: readonly number[]): number {
  return terms.reduce((sum, term) => sum + term, 0);
}

/** Padding is not counted. A sum of n terms rounds at most n times, its quotient and the reciprocal of n once each. */
export function means(given: PoolingCase, x: readonly number[]): PoolingReference {
  const all = windows(given).map((places) => places.map((i) => x[i]! / places.length));
  return reference(
    all.map(total),
    all.map((terms) => (terms.length + 2) * u * total(terms.map(Math.abs))),
  );
}

/** Each output's cotangent goes to its places, in the given shares. */
function spread(
  given: PoolingCase,
  dy: readonly number[],
  shares: (places: readonly number[]) => readonly (readonly [place: number, share: number])[],
): PoolingReference {
  const { batch, size, channels } = given;
  const dx = new Float64Array(batch * size[0] * size[1] * channels);
  const sizes = dx.slice();
  const terms = dx.slice();
  for (const [at, places] of windows(given).entries()) {
    for (const [place, share] of shares(places)) {
      dx[place]! += dy[at]! * share;
      sizes[place]! += Math.abs(dy[at]! * share);
      terms[place]! += share === 1 ? 0 : 1;
    }
  }
  const roundings = terms.map((count) => (count === 0 ? 0 : count + 2));
  // Whole numbers are added without rounding; n shares round n times, and twice more each as they are made.
  return { values: dx, tolerance: sizes.map((sum, i) => (roundings[i] ?? 0) * u * sum) };
}

/** To the first of equal maxima. */
export function maximumGradient(given: PoolingCase, x: readonly number[], dy: readonly number[]): PoolingReference {
  return spread(given, dy, (places) => {
    const maximum = Math.max(...places.map((i) => x[i]!));
    return [[places.find((i) => x[i] === maximum)!, 1]];
  });
}

/** In equal shares: the adjoint of the means. */
export function meanGradient(given: PoolingCase, dy: readonly number[]): PoolingReference {
  return spread(given, dy, (places) => places.map((place) => [place, 1 / places.length] as const));
}
