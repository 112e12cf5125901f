import { broadcastIndex, broadcastShape } from "./coordinates.ts";
import { entriesOf, type ReferenceNode } from "./node.ts";
import { summedProducts } from "./summed-products.ts";

/**
 * Matrix product of the last two axes, the axes before them broadcast.
 *
 * @param a - shape `[..., m, k]`, or `[..., k, m]` if transposed
 * @param b - shape `[..., k, n]`, or `[..., n, k]` if transposed
 * @param transposeA - whether a is read transposed
 * @param transposeB - whether b is read transposed
 * @returns shape `[..., m, n]`
 */
export function matrixProduct(
  a: ReferenceNode,
  b: ReferenceNode,
  transposeA = false,
  transposeB = false,
): ReferenceNode {
  const [rows = 1, inner = 1] = transposeA ? a.shape.slice(-2).toReversed() : a.shape.slice(-2);
  const [, columns = 1] = transposeB ? b.shape.slice(-2).toReversed() : b.shape.slice(-2);
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const outer = broadcastShape(outerA, outerB);
  const [batchA, batchB] = [broadcastIndex(outerA, outer), broadcastIndex(outerB, outer)];
  const [stepI, stepKa] = transposeA ? [1, rows] : [inner, 1];
  const [stepKb, stepJ] = transposeB ? [1, inner] : [columns, 1];
  return summedProducts(a, b, [...outer, rows, columns], (emit) => {
    for (let n = 0; n < entriesOf(outer); n += 1) {
      const [startA, startB] = [(batchA[n] ?? 0) * rows * inner, (batchB[n] ?? 0) * inner * columns];
      for (let i = 0; i < rows; i += 1)
        for (let k = 0; k < inner; k += 1)
          for (let j = 0; j < columns; j += 1)
            emit((n * rows + i) * columns + j, startA + i * stepI + k * stepKa, startB + k * stepKb + j * stepJ);
    }
  });
}
