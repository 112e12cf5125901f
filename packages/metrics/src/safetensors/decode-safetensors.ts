import { DTYPES, type DtypeLayout, inByteOrder } from "./dtypes.ts";
import { brainHalvesToFloat32, halvesToFloat32 } from "./half-precision.ts";
import { type HeaderEntry, readHeader } from "./read-header.ts";
import type { SafetensorsFile, SafeTensor } from "./safe-tensor.ts";
import { quoted, SafetensorsError } from "./safetensors-error.ts";

const WHERE = "decodeSafetensors";

/** A header may have as many bytes, in the format as here. */
const MAX_HEADER = 100_000_000;

/**
 * Reads a safetensors file: 8 bytes of the header's length, the header in JSON, the numbers.
 *
 * It takes nothing that the reference implementation does not take, and is stricter in this: a name stands once, a tensor
 * has no unknown field, integers are below 2^53, BOOL is 0 or 1, and the header begins with `{` as the format's text says.
 * Types of 8 bits and less of floating point, and complex numbers, are refused. Memory is bounded by a small multiple of
 * the file, whatever the file claims.
 *
 * @param file - its bytes; they may begin at any offset of their buffer
 * @returns its tensors, whose values are copies, and its metadata; records without a prototype
 * @throws SafetensorsError if it is no such file, saying which rule it breaks
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@lipschitz-gan/metrics";
 *
 * const tensors = { bias: { dtype: "F32", shape: [2], values: Float32Array.of(1, -2) } } as const;
 * const file = decodeSafetensors(encodeSafetensors({ tensors, metadata: { classes: "10" } }));
 * Array.from(file.tensors["bias"]!.values as Float32Array); // => [1, -2]
 * file.metadata["classes"]; // => "10"
 * decodeSafetensors(new Uint8Array(8)); // => throws /the header must begin with/
 * ```
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(file: Uint8Array): SafetensorsFile {
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.length); // slice of a Node Buffer makes no copy
  const dataStart = 8 + headerLength(bytes);
  const { entries, metadata } = readHeader(headerText(bytes.slice(8, dataStart)));
  const data = bytes.subarray(dataStart);
  checkCoverage(entries, data.length);
  const tensors = Object.create(null) as Record<string, SafeTensor>;
  for (const entry of entries) tensors[entry.name] = tensorOf(entry, data);
  return { tensors, metadata };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) {
    throw new SafetensorsError(WHERE, "the file must have at least the 8 bytes of the header's length", bytes.length);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER) {
    throw new SafetensorsError(WHERE, `the header must have at most ${MAX_HEADER} bytes`, `a length of ${length}`);
  }
  if (Number(length) > bytes.length - 8) {
    throw new SafetensorsError(
      WHERE,
      `the header's ${length} bytes must be in the file; it may have been cut off`,
      `${bytes.length - 8} after its length`,
    );
  }
  return Number(length);
}

function headerText(header: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    throw new SafetensorsError(WHERE, "the header must be UTF-8", "bytes that are not");
  }
}

/** The tensors' bytes must follow one another without a hole and end with the file. */
function checkCoverage(entries: readonly HeaderEntry[], length: number): void {
  const inOrder = entries.toSorted((a, b) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1]);
  let covered = 0;
  for (const { name, offsets } of inOrder) {
    const [begin, end] = offsets;
    if (begin !== covered || end < begin) {
      throw new SafetensorsError(
        WHERE,
        `tensor ${quoted(name)}: data_offsets must begin at ${covered}, where the one before ends, and end no earlier`,
        `[${begin}, ${end}]`,
      );
    }
    covered = end;
  }
  if (covered !== length) {
    throw new SafetensorsError(
      WHERE,
      `the tensors must cover the data to the file's end, ${covered} bytes`,
      `${length} ${length < covered ? "(it may have been cut off)" : ""}`.trim(),
    );
  }
}

function tensorOf({ name, dtype, shape, offsets: [begin, end] }: HeaderEntry, data: Uint8Array): SafeTensor {
  const layout = DTYPES.get(dtype);
  if (layout === undefined) {
    const known = [...DTYPES.keys()].join(", ");
    throw new SafetensorsError(WHERE, `tensor ${quoted(name)}: dtype must be one of ${known}`, quoted(dtype));
  }
  const size = sizeOf(name, shape) * layout.size;
  if (size !== end - begin) {
    throw new SafetensorsError(
      WHERE,
      `tensor ${quoted(name)}: ${dtype} of shape [${shape.slice(0, 8).join(", ")}] must have ${size} bytes`,
      `data_offsets of ${end - begin}`,
    );
  }
  const bytes = data.slice(begin, end); // a copy begins at a multiple of 8, whatever the file's offsets
  if (dtype === "BOOL") checkTruth(name, bytes);
  return { dtype, shape, values: valuesOf(dtype, layout, bytes) } as SafeTensor; // the table pairs types with arrays
}

/** The number of values; refused as soon as a product reaches 2^53, as the reference does at 2^64. */
function sizeOf(name: string, shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) {
    size *= length;
    if (!Number.isSafeInteger(size)) {
      throw new SafetensorsError(WHERE, `tensor ${quoted(name)}: a shape must have fewer than 2^53 values`, size);
    }
  }
  return size;
}

function checkTruth(name: string, bytes: Uint8Array): void {
  const at = bytes.findIndex((byte) => byte > 1);
  if (at >= 0) {
    throw new SafetensorsError(WHERE, `tensor ${quoted(name)}: BOOL must be 0 or 1`, `${bytes[at]} at ${at}`);
  }
}

function valuesOf(dtype: string, { size, array }: DtypeLayout, bytes: Uint8Array): SafeTensor["values"] {
  const { buffer } = inByteOrder(bytes, size);
  if (dtype === "F16") return halvesToFloat32(new Uint16Array(buffer));
  if (dtype === "BF16") return brainHalvesToFloat32(new Uint16Array(buffer));
  return new array(buffer);
}
