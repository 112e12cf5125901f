import type { RandomStream } from "@lipschitz-gan/core";

/**
 * The first `size` of `0 … n-1` in a random order (Fisher–Yates, broken off): every choice is as likely as any other.
 *
 * @param stream - where the random numbers come from
 * @param n - of how many
 * @param size - how many, at most n
 * @internal
 */
export function drawWithoutReplacement(stream: RandomStream, n: number, size: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < size; i++) {
    const j = i + stream.int(n - i);
    // Both are within bounds.
    const drawn = order[j] as number;
    order[j] = order[i] as number;
    order[i] = drawn;
  }
  return order.subarray(0, size);
}
