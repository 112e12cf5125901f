import type { Primitive } from "./onednn/primitive.ts";

/** How much a {@link PrimitiveCache} keeps. @internal */
export interface CacheLimits {
  /** Primitives at most. */
  readonly entries: number;
  /** Bytes of reordered tensors at most, counting no other memory of the primitives. */
  readonly bytes: number;
}

/**
 * Primitives by what they compute on which shapes. When there are too many, those go first that were not used for
 * longest, and are freed.
 *
 * @internal
 */
export class PrimitiveCache {
  readonly #limits: CacheLimits;
  /** In the order of last use. */
  readonly #entries = new Map<string, Primitive>();
  #bytes = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** Primitives held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Bytes of reordered tensors held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The primitive of that key, made if it is not there. */
  get(key: string, make: () => Primitive): Primitive {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const primitive = make();
    this.#entries.set(key, primitive);
    this.#bytes += primitive.ownBytes;
    this.#shrink(key);
    return primitive;
  }

  /** Frees all primitives. */
  clear(): void {
    for (const primitive of this.#entries.values()) primitive.dispose();
    this.#entries.clear();
    this.#bytes = 0;
  }

  #shrink(newest: string): void {
    for (const [key, primitive] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) return;
      if (key === newest) return;
      this.#entries.delete(key);
      this.#bytes -= primitive.ownBytes;
      primitive.dispose();
    }
  }
}
