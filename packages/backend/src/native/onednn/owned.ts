import type { Described } from "./dialect.ts";
import type { NativeArgument } from "./koffi.ts";

/** Objects of the library that are freed together, in reverse order of making. @internal */
export class Owned {
  readonly #free: (() => void)[] = [];

  /** Takes an object over; its pointer, for use. */
  own<Pointer extends NativeArgument>({ pointer, free }: { readonly pointer: Pointer } & Described): Pointer {
    this.#free.push(free);
    return pointer;
  }

  /** Frees them; a second call does nothing. */
  dispose(): void {
    for (const free of this.#free.splice(0).toReversed()) free();
  }
}
