import type { NativeArgument, NativeLibrary } from "./koffi.ts";
import type { ConstantName, Layout, Operation } from "./operation.ts";

/** A descriptor of an operation or of a memory layout, with what frees it. @internal */
export interface Described {
  readonly pointer: NativeArgument;
  readonly free: () => void;
}

/**
 * Where oneDNN's major versions differ: how layouts and operations are described.
 *
 * @internal
 */
export interface Dialect {
  /** Describes a memory layout. */
  describeLayout(layout: Layout): Described;
  /** Describes an operation; the result's pointer is a primitive descriptor. */
  describeOperation(engine: bigint, operation: Operation): Described & { readonly pointer: bigint };
  /** The key of the tensor of the post-operation at an index, among the arguments of an execution. */
  postOperationArgument(index: number): number;
  /** How batch normalization is told that it has a scale. */
  readonly scaleFlag: number;
  /** How it is told that it has a shift. */
  readonly shiftFlag: number;
}

/** Makes a dialect from an opened library. @internal */
export type MakeDialect = (library: NativeLibrary) => Dialect;

/** Numbers of constants. @internal */
export type Constants = Readonly<Record<ConstantName, number>>;

/** The number of a data type, in both versions. @internal */
export const dataTypes = { f32: 3, u8: 6 } as const;

/** What both versions number alike. @internal */
export const commonConstants = {
  forward_training: 64,
  forward_inference: 96,
  backward: 128,
  convolution_direct: 1,
  binary_add: 0x1fff0,
  binary_mul: 0x1fff1,
  binary_div: 0x1fff4,
  binary_sub: 0x1fff5,
  pooling_max: 0x1ff,
  pooling_avg_exclude_padding: 0x3ff,
} as const;

/** An array of 64-bit integers, as the C interface takes dimensions. @internal */
export function dimensions(values: readonly number[]): BigInt64Array {
  return BigInt64Array.from(values, BigInt);
}

/** Throws unless a call answered success. @internal */
export function succeed(status: unknown, what: string): void {
  if (status === 0) return;
  const names = ["success", "out of memory", "invalid arguments", "unimplemented", "iterator ends", "runtime error"];
  throw new OneDnnError(`oneDNN: ${what}: ${names[Number(status)] ?? `status ${String(status)}`}`);
}

/** The object that a call of the library makes. @internal */
export function made(make: (out: BigUint64Array) => unknown, what: string): bigint {
  const out = new BigUint64Array(1);
  succeed(make(out), what);
  const [pointer = 0n] = out;
  return pointer;
}

/** A call of oneDNN that failed. @internal */
export class OneDnnError extends Error {
  override readonly name = "OneDnnError";
}
