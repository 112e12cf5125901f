import { convolutionSymbol, type ConvolutionSymbol } from "./symbol.ts";
import { frequenciesOf, frequencyGrid, halfGrid } from "./frequency-grid.ts";
import { type Twiddles, twiddlesOf } from "./twiddles.ts";
import type { ConvolutionMap } from "../../network/convolution-map.ts";
import { frobeniusUp } from "./frobenius-norm.ts";
import { gramOf } from "../gram.ts";
import { gramUpper } from "../gram-upper.ts";
import { gridFactors } from "./polyphase.ts";
import { isGramBelow } from "../is-gram-below.ts";
import { lengthUp, productUp, sumUp } from "../../rounding/round-up.ts";
import type { Vectors } from "../vectors.ts";

/** What the symbol says of a convolution. */
export interface FourierUpper {
  readonly upper: number;
  /** Frequencies along each axis. */
  readonly grid: readonly number[];
}

/**
 * An upper bound of the norm of a convolution by its symbol on a grid of frequencies.
 *
 * With zero padding the convolution is a part of a block circulant, whose norm is the largest norm of the symbol on the grid
 * ({@link exactGrid}); on a coarser grid a factor makes up for what lies between ({@link gridFactor}). Each frequency is tested at the largest norm
 * so far, and only where the test says no is a new one sought. Groups do not mix: the largest counts.
 *
 * @param map - the geometry, with one axis at least
 * @param kernel - the kernel, scaled so that its largest entry is near 1, and not zero
 * @param options - how far each entry of the kernel may be off, as a fraction of it; multiply-adds; the bound that is to be beaten
 * @returns the bound, or null if it is too costly or not below `stopAt`
 * @internal
 */
export function fourierUpper(
  map: ConvolutionMap,
  kernel: Float64Array,
  { radius, maxWork, stopAt }: { radius: number; maxWork: number; stopAt: number },
): FourierUpper | null {
  const first = convolutionSymbol(map, kernel, 0, radius);
  const grid = frequencyGrid(map, maxWork / (map.groups * frequencyWork(first)));
  if (grid === null) return null;
  const factors = gridFactors(map.axes, grid);
  const order = halfGrid(grid);
  const twiddles = grid.map(twiddlesOf);
  let bound = 0;
  let error = 0;
  for (let group = 0; group < map.groups; group++) {
    const symbol = group === 0 ? first : convolutionSymbol(map, kernel, group, radius);
    error = Math.max(error, symbol.error);
    for (const vectors of symbolVectors(symbol, order, grid, twiddles)) {
      const raised = raisedBound(vectors, bound);
      if (raised === bound) continue;
      bound = raised;
      if (productUp(sumUp(bound, error), factors) >= stopAt) return null;
    }
  }
  return { upper: productUp(sumUp(bound, error), factors), grid };
}

/** Multiply-adds at one frequency: symbol, products of complex vectors, a factorisation, the search that some need, and calls. */
function frequencyWork({ count, length, shifts }: ConvolutionSymbol): number {
  const symbol = 2 * shifts.length * count * length;
  return symbol + 2 * count * count * length + count * count * count + 20 * count * count + 4000;
}

/** The bound itself if the norm is proven to be below it, a larger one otherwise. */
function raisedBound(vectors: Vectors, bound: number): number {
  const frobenius = lengthUp(
    vectors.im === null ? [frobeniusUp(vectors.re)] : [vectors.re, vectors.im].map(frobeniusUp),
  );
  if (frobenius <= bound) return bound;
  const gram = gramOf(vectors);
  return isGramBelow(gram, bound) ? bound : productUp(gramUpper(gram), 1 + HEADROOM);
}

/** A little more than the norm that was found, lest many frequencies exceed the bound by next to nothing. */
const HEADROOM = 2 ** -17;

/** The symbol at one frequency after the other, always in the same memory. */
function* symbolVectors(
  symbol: ConvolutionSymbol,
  order: Int32Array,
  grid: readonly number[],
  twiddles: readonly Twiddles[],
): Generator<Vectors> {
  const { count, length, shifts } = symbol;
  const re = new Float64Array(count * length);
  const im = new Float64Array(count * length);
  const factorRe = new Float64Array(shifts.length);
  const factorIm = new Float64Array(shifts.length);
  for (const index of order) {
    const frequencies = frequenciesOf(index, grid);
    for (const [tap, shift] of shifts.entries()) {
      let [x, y] = [1, 0];
      for (const [axis, { cosines, sines }] of twiddles.entries()) {
        const frequencyCount = grid[axis] ?? 1;
        const turned = ((frequencies[axis] ?? 0) * (shift[axis] ?? 0)) % frequencyCount;
        const at = turned < 0 ? turned + frequencyCount : turned;
        const [c, s] = [cosines[at] as number, sines[at] as number]; // in range
        [x, y] = [x * c - y * s, x * s + y * c];
      }
      factorRe[tap] = x;
      factorIm[tap] = y;
    }
    symbol.write(re, im, factorRe, factorIm);
    yield { count, length, re, im: factorIm.every((y) => y === 0) ? null : im };
  }
}
