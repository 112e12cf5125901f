import { DTYPES, type DtypeLayout, inByteOrder } from "./dtypes.ts";
import { float32ToBrainHalves, float32ToHalves } from "./half-precision.ts";
import type { SafetensorsFile, SafeTensor } from "./safe-tensor.ts";
import { quoted, SafetensorsError } from "./safetensors-error.ts";

const WHERE = "encodeSafetensors";

/** A header may have as many bytes, in the format as here. */
const MAX_HEADER = 100_000_000;

/** A tensor on its way into the file. */
interface Part {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly rank: number;
  readonly bytes: Uint8Array;
}

/**
 * Writes a safetensors file. The same tensors and metadata give the same bytes, in whatever order they come.
 *
 * Tensors stand in the order of the reference implementation, those of the widest type first and then by name, so that
 * each begins at a multiple of its numbers' size. F16 and BF16 are rounded to nearest, to even in a tie; a finite number
 * that would round to infinity is refused.
 *
 * @param file - tensors and metadata; nothing of it is changed
 * @returns the bytes of the file
 * @throws SafetensorsError if a tensor's values are not of its type or not as many as its shape says, a number does not
 *   fit the type, a name is `__metadata__` or no Unicode text, or the header would have more than 100 MB
 *
 * @example
 * ```ts
 * import { encodeSafetensors } from "@lipschitz-gan/metrics";
 *
 * const tensors = { bias: { dtype: "F16", shape: [2], values: Float32Array.of(0.1, 2) } } as const;
 * encodeSafetensors({ tensors, metadata: {} }).length; // => 76
 * const tooLarge = { bias: { dtype: "F16", shape: [], values: Float32Array.of(65520) } } as const;
 * encodeSafetensors({ tensors: tooLarge, metadata: {} }); // => throws /must fit F16, received 65520 at 0/
 * ```
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(tensors)
    .map(([name, tensor]) => partOf(name, tensor))
    .toSorted((a, b) => b.rank - a.rank || compareText(a.name, b.name));
  const header = headerOf(parts, metadata);
  const length = parts.reduce((total, { bytes }) => total + bytes.length, 8 + header.length);
  const file = new Uint8Array(length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const { bytes } of parts) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function partOf(name: string, { dtype, shape, values }: SafeTensor): Part {
  const what = `tensor ${quoted(name)}`;
  if (name === "__metadata__") {
    throw new SafetensorsError(WHERE, "a tensor must not have the name of the header's texts", quoted(name));
  }
  const layout = DTYPES.get(dtype);
  if (layout === undefined) {
    throw new SafetensorsError(WHERE, `${what}: dtype must be one of ${[...DTYPES.keys()].join(", ")}`, dtype);
  }
  if (values[Symbol.toStringTag] !== layout.array.name) {
    throw new SafetensorsError(
      WHERE,
      `${what}: ${dtype} must come as ${layout.array.name}`,
      values[Symbol.toStringTag],
    );
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || size !== values.length) {
    throw new SafetensorsError(
      WHERE,
      `${what}: shape must be integers >= 0 whose product is the number of values, ${values.length}`,
      `[${shape.join(", ")}]`,
    );
  }
  return { name, dtype, shape, rank: layout.rank, bytes: bytesOf(what, { dtype, values } as SafeTensor, layout) };
}

function bytesOf(what: string, { dtype, values }: SafeTensor, { size }: DtypeLayout): Uint8Array {
  if (dtype === "BOOL") refuseWhere(what, values, "must be 0 or 1", (value) => value > 1);
  const numbers = dtype === "F16" || dtype === "BF16" ? rounded(what, dtype, values) : values;
  return inByteOrder(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).slice(), size);
}

function rounded(what: string, dtype: "F16" | "BF16", values: Float32Array): Uint16Array {
  const halves = dtype === "F16" ? float32ToHalves(values) : float32ToBrainHalves(values);
  const infinity = dtype === "F16" ? 0x7c00 : 0x7f80;
  refuseWhere(
    what,
    values,
    `must fit ${dtype}`,
    (value, i) => Number.isFinite(value) && ((halves[i] ?? 0) & 0x7fff) === infinity,
  );
  return halves;
}

function refuseWhere(
  what: string,
  values: Uint8Array | Float32Array,
  rule: string,
  isBad: (value: number, index: number) => boolean,
): void {
  const at = values.findIndex(isBad);
  if (at >= 0) throw new SafetensorsError(WHERE, `${what}: values ${rule}`, `${values[at]} at ${at}`);
}

/** The header's JSON, filled with spaces so that the data begins at a multiple of 8 bytes. */
function headerOf(parts: readonly Part[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const texts = Object.entries(metadata).toSorted(([a], [b]) => compareText(a, b));
  const members: string[] = [];
  if (texts.length > 0) {
    const inner = texts.map(([key, text]) => `${jsonText(key)}:${jsonText(text)}`);
    members.push(`"__metadata__":{${inner.join(",")}}`);
  }
  let begin = 0;
  for (const { name, dtype, shape, bytes } of parts) {
    const end = begin + bytes.length;
    members.push(
      `${jsonText(name)}:{"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${begin},${end}]}`,
    );
    begin = end;
  }
  const header = new TextEncoder().encode(`{${members.join(",")}}`);
  if (header.length > MAX_HEADER) {
    throw new SafetensorsError(WHERE, `the header must have at most ${MAX_HEADER} bytes`, header.length);
  }
  const padded = new Uint8Array(Math.ceil(header.length / 8) * 8).fill(0x20);
  padded.set(header);
  return padded;
}

function jsonText(text: string): string {
  if (typeof text !== "string" || /\p{Surrogate}/u.test(text)) {
    throw new SafetensorsError(WHERE, "names and metadata must be Unicode text", JSON.stringify(text));
  }
  return JSON.stringify(text);
}

/** By code points, as UTF-8 is ordered; JavaScript's own order is by UTF-16 units. */
function compareText(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}
