/**
 * Many sums at once that lose nothing but the last rounding: each keeps what its additions rounded away.
 *
 * A sum of n terms is off by at most `2u|Σx| + O(n²u²) Σ|x|`, so the order of the terms hardly matters.
 *
 * @see Neumaier (1974), Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, algorithm IV, https://doi.org/10.1002/zamm.19740540106
 * @internal
 */
export class CompensatedSums {
  readonly #sums: Float64Array;
  readonly #lost: Float64Array;
  /**
   * @param size - how many sums
   */
  constructor(size: number) {
    this.#sums = new Float64Array(size);
    this.#lost = new Float64Array(size);
  }
  /**
   * Adds to one of the sums.
   *
   * @param index - which
   * @param value - a finite number
   */
  add(index: number, value: number): void {
    // In a hot loop, and within bounds.
    const before = this.#sums[index] as number;
    const after = before + value;
    const lost = Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    this.#lost[index] = (this.#lost[index] as number) + lost;
    this.#sums[index] = after;
  }
  /**
   * One of the sums.
   *
   * @param index - which
   */
  total(index: number): number {
    return (this.#sums[index] as number) + (this.#lost[index] as number);
  }
}
