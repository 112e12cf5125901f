import { DatasetError } from "./dataset-error.ts";
import { isGzip } from "./internal/is-gzip.ts";

/** The contents of an IDX file of unsigned bytes. */
export interface IdxArray {
  /** Its dimensions: `[count]` for labels, `[count, rows, columns]` for images. */
  readonly dims: readonly number[];
  /** The `product(dims)` bytes, a view of the input. */
  readonly data: Uint8Array;
}

/** What {@link parseIdx} is to find. */
export interface ParseIdxOptions {
  /** Number of dimensions: 1 for labels, 3 for images; either when left out. */
  readonly rank?: 1 | 3;
}

const MAGIC = { 1: 0x00000801, 3: 0x00000803 } as const;

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST.
 *
 * Nothing is allocated for the contents: the header's sizes are compared with the length of the input, and the result
 * is a view of it.
 *
 * @param bytes - the whole file, not gzipped
 * @param where - the file's name, for the error
 * @param options - which of the two kinds must be there
 * @returns dimensions, all >= 1, and bytes
 * @throws {@link DatasetError} if the magic number is neither 0x00000801 nor 0x00000803, or the sizes in the header are
 * not those of the contents
 *
 * @example
 * ```ts
 * import { parseIdx } from "@lipschitz-gan/data";
 *
 * const labels = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4), "labels");
 * labels.dims; // => [3]
 * [...labels.data]; // => [5, 0, 4]
 * parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5), "labels"); // => throws /must hold 11 bytes/
 * ```
 * @see LeCun, Cortes & Burges, The MNIST database of handwritten digits, section "File formats"
 */
export function parseIdx(bytes: Uint8Array, where: string, { rank }: ParseIdxOptions = {}): IdxArray {
  if (bytes.length === 0) throw new DatasetError(where, "must be an IDX file", "an empty file");
  if (isGzip(bytes)) throw new DatasetError(where, "must be an IDX file", "gzip data", "unpack it first");
  if (bytes.length < 8) throw new DatasetError(where, "must have an IDX header", `a file of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const found = magic === MAGIC[1] ? 1 : magic === MAGIC[3] ? 3 : undefined;
  if (found === undefined || (rank ?? found) !== found) {
    throw new DatasetError(where, `IDX magic number must be ${expected(rank)}`, hex(magic));
  }
  const headerBytes = 4 + 4 * found;
  if (bytes.length < headerBytes) {
    throw new DatasetError(where, `must have an IDX header of ${headerBytes} bytes`, `a file of ${bytes.length}`);
  }
  const dims = Array.from({ length: found }, (_, i) => view.getUint32(4 + 4 * i));
  if (dims.includes(0)) throw new DatasetError(where, "every size in the header must be >= 1", `[${dims.join(", ")}]`);
  // At most 2^96 in a double: rounded where it is huge, but then far above any file's length.
  const total = headerBytes + dims.reduce((product, size) => product * size, 1);
  if (total !== bytes.length) {
    const kind = bytes.length < total ? "truncated" : "too long";
    throw new DatasetError(
      where,
      `with sizes [${dims.join(", ")}] in the header the file must hold ${total} bytes`,
      `${bytes.length} (${kind})`,
    );
  }
  return { dims, data: bytes.subarray(headerBytes) };
}

function expected(rank: 1 | 3 | undefined): string {
  if (rank === 1) return `${hex(MAGIC[1])} (labels)`;
  if (rank === 3) return `${hex(MAGIC[3])} (images)`;
  return `${hex(MAGIC[1])} or ${hex(MAGIC[3])}`;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
