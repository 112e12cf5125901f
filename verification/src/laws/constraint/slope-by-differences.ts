/** A slope by central differences in float32, and how far it may be off. */
export interface SlopeByDifferences {
  readonly slope: number;
  /** Of truncation and of kinks an estimate, of rounding the bound that was given. */
  readonly error: number;
}

/** Values of a function of one number at -h, -h/2, -h/4, 0, h/4, h/2, h. */
export type Stencil = readonly [number, number, number, number, number, number, number];

/** The places of a stencil, as multiples of h. */
export const stencilPlaces: Stencil = [-1, -1 / 2, -1 / 4, 0, 1 / 4, 1 / 2, 1];

/**
 * The slope at 0 of a function of one number that is known to few digits, by the central difference at `h / 4`, and an
 * estimate of its error from those at `h / 2` and `h`. With `D(h)` the difference at h and `d(h) = |D(h) - D(h/2)|` the
 * error is taken to be `2 (d(h/2) + d(h) / 16)` plus what follows about kinks and rounding.
 *
 * **Truncation.** `D(h) = f' + a h² + b h⁴ + …`, so `D(h/4)` is off by `a h²/16 + b h⁴/256`. The differences
 * `d(h/2) = |3 a h²/16 + 15 b h⁴/256|` and `d(h) / 16 = |3 a h²/64 + 15 b h⁴/256|` cannot vanish together, and their sum
 * is at least 2.37 times the error for every ratio of a h² to b h⁴: all three are linear in it, so the least is at a
 * corner, 2.8 times where the first vanishes (a h² = -5/16 b h⁴), 2.37 times where the second does (a h² = -5/4 b h⁴),
 * 3.75 times where b is 0.
 *
 * **Jumps of the second derivative,** as of a one-sided square, at `t`, `0 <= t < h/4`: `D(h/4)` is off by
 * `c h (1/4 - t/h)² 2`, and `d(h/2) = c h (1/8 - t²/h²)` is at least as much. The factor 2 is for these.
 *
 * **Kinks.** Where the slope jumps by J at t, `0 <= t < h/4`, any slope between the one-sided ones is a right answer of
 * back-propagation at 0, and `D(h/4)` is off by `J (1/2 - 2 x)` with `x = t/h` from one of them. With `G(s) = (f(s) - 2 f(0)
 * + f(-s)) / s = J (1 - t/s)`, the jump as seen from s, `|2 G(h/4) - G(h/2)| = J |1 - 6 x|`, `|2 G(h/2) - G(h)| = J |1 - 3 x|`
 * and `d(h/2) = J x` together are at least four times that: `J (2 - 8 x)` up to `x = 1/6`, `4 J x` beyond. For a smooth
 * function the first two are of order h³.
 *
 * **Rounding.** Two values off by the given absolute error each move `D(h/4)` by at most `error / (h/4)`.
 *
 * @param f - values at `stencilPlaces` times h
 * @param h - the step, in the same units
 * @param rounding - absolute error of a value
 * @returns the slope and its error
 */
export function slopeByDifferences(f: Stencil, h: number, rounding: number): SlopeByDifferences {
  const [wideBefore, before, nearBefore, middle, nearAfter, after, wideAfter] = f;
  const [wide, half, near] = [
    (wideAfter - wideBefore) / (2 * h),
    (after - before) / h,
    (nearAfter - nearBefore) / (h / 2),
  ];
  const jumpFrom = (sum: number, distance: number): number => (sum - 2 * middle) / distance;
  const [jumpFromNear, jumpFromHalf, jumpFromWide] = [
    jumpFrom(nearAfter + nearBefore, h / 4),
    jumpFrom(after + before, h / 2),
    jumpFrom(wideAfter + wideBefore, h),
  ];
  const truncation = 2 * (Math.abs(half - near) + Math.abs(wide - half) / 16);
  const kink = Math.abs(2 * jumpFromNear - jumpFromHalf) + Math.abs(2 * jumpFromHalf - jumpFromWide);
  return { slope: near, error: truncation + kink + (4 * rounding) / h };
}
