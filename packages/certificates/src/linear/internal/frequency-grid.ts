import { exactGrid, gridFactors, symbolDegree } from "./polyphase.ts";
import type { ConvolutionMap } from "../../network/convolution-map.ts";

/**
 * The finest grid of frequencies that can be afforded: exact for the size of the image where that is fine enough.
 *
 * @param map - the geometry
 * @param maxFrequencies - how many frequencies may be looked at; half of the grid's, by symmetry
 * @returns frequencies along each axis, or null if no grid that says anything is small enough
 * @internal
 */
export function frequencyGrid(map: ConvolutionMap, maxFrequencies: number): readonly number[] | null {
  for (const density of DENSITIES) {
    const grid = map.axes.map((axis) => Math.min(exactGrid(axis), Math.max(1, density * symbolDegree(axis))));
    const size = grid.reduce((product, frequencies) => product * frequencies, 1);
    if (size <= MAX_SIZE && size / 2 <= maxFrequencies && gridFactors(map.axes, grid) < Infinity) return grid;
  }
  return null;
}

/** Frequencies for each degree of the symbol. A grid of the first costs 0.05 % an axis, one of the last 45 %. */
const DENSITIES = [96, 64, 48, 32, 24, 16, 12, 8, 6, 4];
const MAX_SIZE = 2 ** 22;

/**
 * The frequencies of a grid of which one stands for each pair θ, −θ, in an order that jumps about.
 *
 * For a real kernel `L(−θ)` is the conjugate of `L(θ)` and has the same norm. The order makes neighbours, whose norms are similar, come far
 * apart, so that the largest norm so far is seldom exceeded.
 *
 * @param grid - frequencies along each axis
 * @returns indices into the grid, the last axis fastest; 0 first
 * @internal
 */
export function halfGrid(grid: readonly number[]): Int32Array {
  const size = grid.reduce((product, frequencies) => product * frequencies, 1);
  const kept: number[] = [];
  for (let index = 0; index < size; index++) if (index <= opposite(index, grid)) kept.push(index);
  const count = kept.length;
  let step = Math.max(1, Math.round(count * 0.618));
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return Int32Array.from({ length: count }, (_, i) => kept[(i * step) % count] ?? 0);
}

/**
 * The frequency along each axis of an index.
 *
 * @internal
 */
export function frequenciesOf(index: number, grid: readonly number[]): readonly number[] {
  let rest = index;
  const frequencies = grid.toReversed().map((count) => {
    const frequency = rest % count;
    rest = (rest - frequency) / count;
    return frequency;
  });
  return frequencies.toReversed();
}

function opposite(index: number, grid: readonly number[]): number {
  const frequencies = frequenciesOf(index, grid);
  return grid.reduce((result, count, axis) => result * count + ((count - (frequencies[axis] ?? 0)) % count), 0);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
