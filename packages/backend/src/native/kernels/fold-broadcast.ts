/** Two shapes of equal rank; each axis of `other` is that of `whole` or 1. @internal */
export interface FoldedShapes {
  readonly whole: readonly number[];
  readonly other: readonly number[];
}

/**
 * Joins neighbouring axes that are alike for both operands, so that `[64, 32, 32, 8] · [8]` becomes
 * `[65536, 8] · [1, 8]`.
 *
 * @param whole - the shape of the result
 * @param other - the shape of the operand that is repeated along some axes
 * @returns at most two axes, or undefined where more remain
 * @internal
 */
export function foldBroadcast(whole: readonly number[], other: readonly number[]): FoldedShapes | undefined {
  const padded = [...Array.from({ length: whole.length - other.length }, () => 1), ...other];
  const folded: { size: number; isRepeated: boolean }[] = [];
  for (const [axis, size] of whole.entries()) {
    if (size === 1) continue;
    const isRepeated = padded[axis] === 1;
    const last = folded.at(-1);
    if (last?.isRepeated === isRepeated) last.size *= size;
    else folded.push({ size, isRepeated });
  }
  if (folded.length > 2) return undefined;
  return {
    whole: folded.map(({ size }) => size),
    other: folded.map(({ size, isRepeated }) => (isRepeated ? 1 : size)),
  };
}
