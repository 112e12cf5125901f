/**
 * Thrown when an array's or a tensor's shape does not fit.
 *
 * @example
 * ```ts
 * import { ShapeError } from "@lipschitz-gan/core";
 *
 * new ShapeError("critic", "[n, 1]", [3]).message; // => "critic: expected shape [n, 1], received [3]"
 * ```
 */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
  /** Stable code for programs: `"ERR_SHAPE"`. */
  readonly code = "ERR_SHAPE";
  /** The rule that the shape broke, as text. */
  readonly expected: string;
  /** The shape that came in. */
  readonly received: readonly (number | null)[];
  /**
   * @param where - the function or object that refuses
   * @param expected - the rule, as text
   * @param received - the offending shape
   */
  constructor(where: string, expected: string, received: readonly (number | null)[]) {
    super(`${where}: expected shape ${expected}, received [${received.join(", ")}]`);
    this.expected = expected;
    this.received = received;
  }
}

/**
 * Thrown when something is used after `dispose()`.
 *
 * @example
 * ```ts
 * import { DisposedError } from "@lipschitz-gan/core";
 *
 * new DisposedError("adam").message; // => "adam: used after dispose(); make a new one"
 * ```
 */
export class DisposedError extends Error {
  override readonly name = "DisposedError";
  /** Stable code for programs: `"ERR_DISPOSED"`. */
  readonly code = "ERR_DISPOSED";
  /**
   * @param what - the object that was disposed
   */
  constructor(what: string) {
    super(`${what}: used after dispose(); make a new one`);
  }
}

/**
 * Thrown when constraints are composed so that a member's promise no longer holds.
 *
 * @example
 * ```ts
 * import { WeakenedGuaranteeError } from "@lipschitz-gan/core";
 *
 * new WeakenedGuaranteeError("compose: clipping before spectral norm").code; // => "ERR_WEAKENED"
 * ```
 */
export class WeakenedGuaranteeError extends Error {
  override readonly name = "WeakenedGuaranteeError";
  /** Stable code for programs: `"ERR_WEAKENED"`. */
  readonly code = "ERR_WEAKENED";
}

/**
 * Thrown when a number that training depends on is NaN or infinite.
 *
 * @example
 * ```ts
 * import { NonFiniteError } from "@lipschitz-gan/core";
 *
 * new NonFiniteError("train", "loss", 12, Number.NaN).message; // => "train: loss must be finite, received NaN at step 12"
 * ```
 */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
  /** Stable code for programs: `"ERR_NON_FINITE"`. */
  readonly code = "ERR_NON_FINITE";
  /** Name of the tensor or scalar. */
  readonly tensor: string;
  /** The step at which it was seen. */
  readonly step: number;
  /**
   * @param where - the function that refuses
   * @param tensor - name of the tensor or scalar
   * @param step - the step at which it was seen
   * @param value - the value, NaN or ±Infinity
   */
  constructor(where: string, tensor: string, step: number, value: number) {
    super(`${where}: ${tensor} must be finite, received ${value} at step ${step}`);
    this.tensor = tensor;
    this.step = step;
  }
}
