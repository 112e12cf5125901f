/**
 * Moves the first axis of a sample to its end: channels first to channels last.
 *
 * @param x - `channels` × `positions` numbers
 * @param channels - size of the first axis
 * @returns `positions` × `channels` numbers
 * @internal
 */
export function toChannelsLast(x: Float64Array, channels: number): Float64Array {
  return transposed(x, channels, x.length / channels);
}

/**
 * Moves the last axis of a sample to its beginning.
 *
 * @internal
 */
export function toChannelsFirst(x: Float64Array, channels: number): Float64Array {
  return transposed(x, x.length / channels, channels);
}

function transposed(x: Float64Array, rows: number, columns: number): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) y[j * rows + i] = x[i * columns + j] as number; // in range
  }
  return y;
}
