import type { SafetensorsDtype, SafeTensor } from "./safe-tensor.ts";

/**
 * A type of numbers.
 *
 * @internal
 */
export interface DtypeLayout {
  /** Bytes of a number in the file. */
  readonly size: number;
  /** The class of the array in memory. */
  readonly array: ArrayClass;
  /** Place in the order of tensors in a file: the reference writes the highest first, so that every one is aligned. */
  readonly rank: number;
}

/**
 * A class of typed arrays.
 *
 * @internal
 */
export interface ArrayClass {
  readonly name: string;
  new (buffer: ArrayBufferLike): SafeTensor["values"];
}

/**
 * The types that are taken, in the order in which the reference implementation has them.
 *
 * Its types of less than 8 bits, of 8-bit floating point and of complex numbers are left out.
 *
 * @see `enum Dtype` in https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs
 * @internal
 */
export const DTYPES: ReadonlyMap<string, DtypeLayout> = new Map<SafetensorsDtype, DtypeLayout>([
  ["BOOL", { size: 1, array: Uint8Array, rank: 0 }],
  ["U8", { size: 1, array: Uint8Array, rank: 1 }],
  ["I8", { size: 1, array: Int8Array, rank: 2 }],
  ["I16", { size: 2, array: Int16Array, rank: 3 }],
  ["U16", { size: 2, array: Uint16Array, rank: 4 }],
  ["F16", { size: 2, array: Float32Array, rank: 5 }],
  ["BF16", { size: 2, array: Float32Array, rank: 6 }],
  ["I32", { size: 4, array: Int32Array, rank: 7 }],
  ["U32", { size: 4, array: Uint32Array, rank: 8 }],
  ["F32", { size: 4, array: Float32Array, rank: 9 }],
  ["F64", { size: 8, array: Float64Array, rank: 10 }],
  ["I64", { size: 8, array: BigInt64Array, rank: 11 }],
  ["U64", { size: 8, array: BigUint64Array, rank: 12 }],
]);

/**
 * Bytes of numbers turned from the file's order, the least significant byte first, into this machine's, or back.
 *
 * @param bytes - the bytes, which are changed in place
 * @param size - bytes of a number
 * @param isLittleEndian - whether this machine has the file's order
 * @returns the same bytes
 * @internal
 */
export function inByteOrder(bytes: Uint8Array, size: number, isLittleEndian: boolean = HOST_IS_LITTLE): Uint8Array {
  if (!isLittleEndian) {
    for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
  }
  return bytes;
}

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
