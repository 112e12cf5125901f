/** Arguments of an operation, each flattened, in float64. */
export type Values = readonly (readonly number[])[];

/** A derivative by finite differences, and how far it may be off. */
export interface Difference {
  readonly value: number;
  readonly error: number;
}

/** f(x + step · direction), argument by argument. */
function shifted(at: Values, direction: Values, step: number): number[][] {
  return at.map((xs, argument) => xs.map((x, i) => x + step * (direction[argument]?.[i] ?? 0)));
}

/** Five-point central difference: exact for polynomials up to degree 4, error O(h⁴). */
function fivePoint(f: (at: Values) => number, at: Values, direction: Values, h: number): number {
  const value = (step: number) => f(shifted(at, direction, step));
  return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
}

/** Directional derivative; halving the step shows the error of the coarser difference. */
export function directionalDerivative(f: (at: Values) => number, at: Values, direction: Values, h = 4e-3): Difference {
  const value = fivePoint(f, at, direction, h / 2);
  return { value, error: Math.abs(value - fivePoint(f, at, direction, h)) };
}

/** Gradient with respect to one argument. */
export function gradient(f: (at: Values) => number, at: Values, argument: number): number[] {
  return (at[argument] ?? []).map((_, i) => {
    const unit = at.map((xs, index) => xs.map((__, j) => (index === argument && i === j ? 1 : 0)));
    return fivePoint(f, at, unit, 2e-3);
  });
}
