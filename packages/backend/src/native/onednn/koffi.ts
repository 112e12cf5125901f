/**
 * What native code is given: an integer, a real number, an address, a text, the memory of a view, or null.
 *
 * @internal
 */
export type NativeArgument = number | bigint | string | ArrayBufferView | null;

/** A function of a native library. @internal */
export type NativeFunction = (...given: readonly NativeArgument[]) => unknown;

/** A native library, as koffi opens it. @internal */
export interface NativeLibrary {
  func(name: string, result: string, parameters: readonly string[]): NativeFunction;
}

/**
 * What is used of the package koffi, which calls C from JavaScript.
 *
 * @see https://koffi.dev
 * @internal
 */
export interface Koffi {
  /** Opens a library; null stands for what this process has loaded itself. */
  load(path: string | null): NativeLibrary;
  /** The address of a view's memory. */
  address(view: ArrayBufferView): bigint;
  decode(address: bigint, offset: number, type: string): unknown;
}
