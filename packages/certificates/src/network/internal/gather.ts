/**
 * Where the entries of an output come from that is put together axis by axis.
 *
 * @param tables - for each axis of the output what each of its positions adds to the index in the input; −1 for a zero
 * @returns for each entry of the output the entry of the input, or −1 for a zero
 * @internal
 */
export function gatherSource(tables: readonly ArrayLike<number>[]): Int32Array {
  let source = Int32Array.of(0);
  for (const table of tables) {
    const next = new Int32Array(source.length * table.length);
    for (let i = 0; i < source.length; i++) {
      const before = source[i] ?? -1;
      for (let j = 0; j < table.length; j++) {
        const step = table[j] ?? -1;
        next[i * table.length + j] = before < 0 || step < 0 ? -1 : before + step;
      }
    }
    source = next;
  }
  return source;
}

/**
 * Distance in memory from one position to the next along each axis.
 *
 * @internal
 */
export function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
}
