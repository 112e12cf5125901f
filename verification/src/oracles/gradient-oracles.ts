/** A derivative by differences, and how far it may be off. */
export interface DifferenceQuotient {
  /** One number for each coordinate. */
  readonly gradient: Float64Array;
  /** How far each of them may be off: of truncation an estimate, of rounding a bound. */
  readonly error: Float64Array;
}

/** How a function is differentiated. */
export interface DifferenceOptions {
  /** First step, relative to `max(1, |x|)` of each coordinate; 2^-9 if not given. It is halved three times. */
  readonly step?: number;
  /** Relative error of f, rounding of its argument counted in; 2^-50, eight roundings, if not given. */
  readonly relativeError?: number;
}

/**
 * The gradient of a function of float64 numbers by central differences at `h`, `h / 2`, `h / 4` and `h / 8`, extrapolated
 * twice.
 *
 * A central difference is `D(h) = f' + c₂ h² + c₄ h⁴ + …`, so `R(h) = (4 D(h/2) - D(h)) / 3` is off by `O(h⁴)`, and
 * `(16 R(h/4) - R(h/2)) / 15`, which is returned, by `O(h⁶)`. Where f is smooth on the scale of h, that is far less than
 * `|R(h/4) - R(h/2)| + |R(h/2) - R(h)|`, which is returned as its error; a kink within h makes it large.
 *
 * But a kink nearer than `h / 11` moves all four alike. It shows in `|f(x + h) - 2 f(x) + f(x - h)| / h`, the change of
 * slope: where f is smooth, that falls to 1/8 as h falls to `h / 8`, and where it does not fall to 1/4 it counts as error,
 * too. (For `max(0, x)` at `x = t h` it falls by `(1 - 8 t) / (1 - t)`, which exceeds 1/4 for `t < 3/31`.)
 *
 * Of rounding, the result is `(64 D(h/8) - 20 D(h/4) + D(h/2)) / 45`, and each `D(w)` is off by at most `ε max|f| / w`:
 * together by `(64 · 8 + 20 · 4 + 2) / 45 < 14` times `ε max|f| / h`.
 *
 * @param f - computed in float64, finite near `at`
 * @param at - where
 * @param options - step and error of f
 * @returns the gradient and how far it may be off
 *
 * @example
 * ```ts
 * import { centralDifferences } from "@lipschitz-gan/verification";
 *
 * const { gradient } = centralDifferences(([x = 0, y = 0]) => x * x * y, [1, 3]);
 * gradient[0]; // => ~6
 * ```
 * @see Press et al. (2007), Numerical Recipes, 3rd ed., section 5.7 (Ridders' method)
 */
export function centralDifferences(
  f: (x: Float64Array) => number,
  at: ArrayLike<number>,
  { step = 2 ** -9, relativeError = 2 ** -50 }: DifferenceOptions = {},
): DifferenceQuotient {
  const parts = Array.from({ length: at.length }, (_, i) => partial(f, at, i, { step, relativeError }));
  return {
    gradient: Float64Array.from(parts, ({ value }) => value),
    error: Float64Array.from(parts, ({ error }) => error),
  };
}

function partial(
  f: (x: Float64Array) => number,
  at: ArrayLike<number>,
  i: number,
  { step, relativeError }: Required<DifferenceOptions>,
): { value: number; error: number } {
  const place = at[i] ?? Number.NaN;
  const h = step * Math.max(1, Math.abs(place));
  const center = f(Float64Array.from(at));
  let largest = Math.abs(center);
  const along = (x: number): number => {
    const moved = Float64Array.from(at);
    moved[i] = x;
    const value = f(moved);
    largest = Math.max(largest, Math.abs(value));
    return value;
  };
  const differences = (width: number): { slope: number; bend: number } => {
    const [after, before] = [place + width, place - width];
    const [above, below] = [along(after), along(before)];
    // The slope by what the arguments really are apart, since sums round.
    return { slope: (above - below) / (after - before), bend: Math.abs(above - 2 * center + below) / width };
  };
  const [first, second, third, fourth] = [differences(h), differences(h / 2), differences(h / 4), differences(h / 8)];
  const [wide, middle, narrow] = [
    extrapolated(first, second),
    extrapolated(second, third),
    extrapolated(third, fourth),
  ];
  const unit = (relativeError * largest) / h;
  // Four roundings of f in a change of slope over h / 8.
  const isKinked = fourth.bend > first.bend / 4 + 32 * unit;
  const truncation = Math.abs(narrow - middle) + Math.abs(middle - wide) + (isKinked ? first.bend : 0);
  return { value: (16 * narrow - middle) / 15, error: truncation + 14 * unit };
}

function extrapolated(wide: { readonly slope: number }, narrow: { readonly slope: number }): number {
  return (4 * narrow.slope - wide.slope) / 3;
}
