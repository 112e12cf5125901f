import type { ConvolutionAxis } from "../../network/convolution-map.ts";
import { productUp, quotientUp } from "../../rounding/round-up.ts";

/**
 * Where a tap of the kernel falls once the input is cut into pieces of `stride` entries: tap t meets entry
 * `o · stride + t · dilation − padBefore` from output o, which is entry `residue` of piece `o + shift`.
 */
export interface PolyphaseTap {
  readonly shift: number;
  /** From 0 to `stride − 1`. */
  readonly residue: number;
}

/**
 * Where the taps of one axis fall.
 *
 * @internal
 */
export function polyphaseTaps({ kernelSize, stride, dilation, padBefore }: ConvolutionAxis): readonly PolyphaseTap[] {
  return Array.from({ length: kernelSize }, (_, tap) => {
    const offset = tap * dilation - padBefore;
    const shift = Math.floor(offset / stride);
    return { shift, residue: offset - shift * stride };
  });
}

/**
 * The least number of frequencies at which a circulant does along one axis what the convolution does, zero padding included.
 *
 * Let the input have J pieces, `J = floor((inputSize − 1) / stride) + 1`, and the outputs be o = 0 … m − 1. Output o reads the pieces
 * o + q, with the shifts q from q_min to q_max. In a circulant of size M it reads the pieces `(o + q) mod M`; put the input into pieces
 * 0 … J − 1 (M >= J), zeros into the others, and drop the outputs from m on (M >= m). Both agree if no o + q outside of [0, J) comes
 * to lie in it by adding or subtracting M: for `o + q < 0` that is `q_min + M >= J`, and for o + q beyond it `(m − 1) + q_max − M < 0`. So
 * the convolution is a part of the circulant, rows and columns left out, and its norm no larger.
 *
 * @internal
 */
export function exactGrid(axis: ConvolutionAxis): number {
  const { least, most } = shiftRange(axis);
  const pieces = Math.floor((axis.inputSize - 1) / axis.stride) + 1;
  return Math.max(most + axis.outputSize, pieces - least, axis.outputSize, pieces);
}

/**
 * The degree D of the symbol along one axis, as a trigonometric polynomial about its middle: `ceil((q_max − q_min) / 2)`.
 *
 * @internal
 */
export function symbolDegree(axis: ConvolutionAxis): number {
  const { least, most } = shiftRange(axis);
  return Math.ceil((most - least) / 2);
}

/**
 * At least how much larger the norm can be than on a grid of M frequencies along one axis, the other frequencies fixed.
 *
 * 1 where the grid is exact for the size. Otherwise, let N be the largest norm of the symbol L over all θ, attained at θ₀ with unit
 * vectors, `y* L(θ₀) x = N`, and `c = (q_min + q_max) / 2`, Q = q_max − q_min. Then `p(θ) = Re(y* e^{−ic(θ − θ₀)} L(θ) x)` has the
 * frequencies −Q/2 … Q/2 in whole steps, so that `p(2φ)` is a real trigonometric polynomial of degree Q, `|p| <= N = p(θ₀)`, and by M. Riesz
 * `p(θ₀ + 2s) >= N cos(Q s)` for `|s| <= π / Q`. Some frequency of the grid lies within π / M of θ₀: `2 |s| <= π / M`. So for M > Q the
 * largest norm on the grid is at least `N cos(π Q / 2M)`, and `cos x >= 1 − x² / 2`. The norm of the symbol over all θ bounds the
 * convolution of every size.
 *
 * @param axis - the axis
 * @param frequencies - M
 * @returns a number >= 1, infinite where the grid is too small to say anything
 * @see Riesz (1914), Eine trigonometrische Interpolationsformel, Jahresbericht DMV 23, 354-368
 * @internal
 */
export function gridFactor(axis: ConvolutionAxis, frequencies: number): number {
  const { least, most } = shiftRange(axis);
  if (most === least || frequencies >= exactGrid(axis)) return 1;
  const x = quotientUp(productUp(HALF_PI_UP, most - least), frequencies);
  const lost = productUp(x, x) / 2;
  return lost >= 1 ? Infinity : quotientUp(1, (1 - lost) * (1 - 2 ** -52)); // the difference is off by half a unit
}

const HALF_PI_UP = 1.5707963267948968; // the float64 after Math.PI / 2, which is below π / 2

function shiftRange({ kernelSize, stride, dilation, padBefore }: ConvolutionAxis): { least: number; most: number } {
  return {
    least: Math.floor(-padBefore / stride),
    most: Math.floor(((kernelSize - 1) * dilation - padBefore) / stride),
  };
}

/**
 * At least the product of the factors of all axes: the argument of {@link gridFactor} for one axis after the other. Along the exact axes
 * the convolution is a part of a circulant, so that only frequencies of the grid are left there before the others are looked at.
 *
 * @internal
 */
export function gridFactors(axes: readonly ConvolutionAxis[], grid: readonly number[]): number {
  return axes.reduce((product, axis, i) => productUp(product, gridFactor(axis, grid[i] ?? 1)), 1);
}
