/**
 * What native code is given: an integer, a real number, an address, the memory of a view, or null.
 *
 * @internal
 */
export type NativeArgument = number | bigint | ArrayBufferView | null;

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
  load(path: string): NativeLibrary;
  /** The address of a view's memory. */
  address(view: ArrayBufferView): bigint;
  decode(address: bigint, offset: number, type: string): unknown;
}
