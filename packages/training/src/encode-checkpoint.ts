import type { Checkpoint } from "./checkpoint.ts";
import { concatBytes, MAGIC, sha256 } from "./internal/checkpoint-format.ts";

/**
 * Writes a checkpoint as one run of bytes: eight bytes that name the format, the length of the header (uint32, little
 * endian), the header as JSON, the float32 values of all tensors in the header's order (little endian), and the SHA-256
 * of everything before.
 *
 * @param checkpoint - from `Trainer.snapshot`
 * @returns the bytes; the same checkpoint gives the same bytes
 *
 * @example
 * ```ts
 * import { decodeCheckpoint, encodeCheckpoint } from "@lipschitz-gan/training";
 *
 * const tensors = { w: { shape: [2], values: Float32Array.of(1, 2) } };
 * const bytes = await encodeCheckpoint({ step: 3, tensors, counters: {} });
 * (await decodeCheckpoint(bytes, "memory")).step; // => 3
 * ```
 */
export async function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array> {
  const entries = Object.entries(checkpoint.tensors);
  const header = new TextEncoder().encode(
    JSON.stringify({
      step: checkpoint.step,
      counters: checkpoint.counters,
      tensors: entries.map(([name, { shape }]) => ({ name, shape })),
    }),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length, true);
  const body = concatBytes([MAGIC, length, header, ...entries.map(([, { values }]) => littleEndian(values))]);
  return concatBytes([body, await sha256(body)]);
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return bytes;
}
