/** The type of a tensor's numbers in the file, by its name there, and the array that holds them in memory. */
export interface SafetensorsArrays {
  /** Float64. */
  readonly F64: Float64Array;
  /** Float32. */
  readonly F32: Float32Array;
  /** IEEE half precision, in memory as float32. */
  readonly F16: Float32Array;
  /** The upper half of a float32, in memory as float32. */
  readonly BF16: Float32Array;
  /** Signed 64 bits. */
  readonly I64: BigInt64Array;
  /** Unsigned 64 bits. */
  readonly U64: BigUint64Array;
  /** Signed 32 bits. */
  readonly I32: Int32Array;
  /** Unsigned 32 bits. */
  readonly U32: Uint32Array;
  /** Signed 16 bits. */
  readonly I16: Int16Array;
  /** Unsigned 16 bits. */
  readonly U16: Uint16Array;
  /** Signed 8 bits. */
  readonly I8: Int8Array;
  /** Unsigned 8 bits. */
  readonly U8: Uint8Array;
  /** Truth values, a byte of 0 or 1 each. */
  readonly BOOL: Uint8Array;
}

/** Name of a type of numbers: `"F32"`, `"I64"`, … */
export type SafetensorsDtype = keyof SafetensorsArrays;

/** A tensor of a given type of numbers. */
export interface TypedSafeTensor<D extends SafetensorsDtype> {
  /** The type of the numbers in the file. */
  readonly dtype: D;
  /** Lengths of the axes, integers >= 0; none for a single number. */
  readonly shape: readonly number[];
  /** The numbers, the last axis fastest; as many as the product of the shape. */
  readonly values: SafetensorsArrays[D];
}

/** A tensor of a safetensors file. To test `dtype` tells TypeScript which array `values` is. */
export type SafeTensor = { readonly [D in SafetensorsDtype]: TypedSafeTensor<D> }[SafetensorsDtype];

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** The tensors by name. A decoded file's record has no prototype, so a name that is not there gives `undefined`. */
  readonly tensors: Readonly<Record<string, SafeTensor>>;
  /** Texts by name, the header's `__metadata__`; empty where there are none. */
  readonly metadata: Readonly<Record<string, string>>;
}
