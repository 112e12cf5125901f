/**
 * Owns disposables and frees them in reverse order.
 *
 * `tf.tidy` cannot span an `await`; a scope can. (`DisposableStack` does not exist in Node 20.)
 *
 * @example
 * ```ts
 * import { Scope } from "@lipschitz-gan/core";
 *
 * const freed: string[] = [];
 * const scope = new Scope();
 * scope.own({ dispose: () => freed.push("first") });
 * scope.own({ dispose: () => freed.push("second") });
 * scope.dispose();
 * freed; // => ["second", "first"]
 * ```
 */
export class Scope implements Disposable {
  readonly #owned: { dispose(): void }[] = [];

  /**
   * Takes ownership of a value.
   *
   * @param value - anything with `dispose()`
   * @returns the same value
   */
  own<T extends { dispose(): void }>(value: T): T {
    this.#owned.push(value);
    return value;
  }

  /** Frees everything owned, last first. Calling it again does nothing. */
  dispose(): void {
    for (const value of this.#owned.splice(0).reverse()) value.dispose();
  }

  /** The same as {@link Scope.dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
