import { CheckpointError, type Checkpoint, type SavedTensor } from "./checkpoint.ts";
import { CHECKSUM_BYTES, MAGIC, sha256 } from "./internal/checkpoint-format.ts";

/**
 * Reads what `encodeCheckpoint` wrote, after checking its SHA-256: one changed, missing or added byte is refused.
 *
 * @param bytes - the whole file
 * @param where - its name, for the error
 * @returns the checkpoint
 * @throws {@link CheckpointError} naming the file and the rule that it breaks
 *
 * @example
 * ```ts
 * import { decodeCheckpoint } from "@lipschitz-gan/training";
 *
 * await decodeCheckpoint(new Uint8Array(3), "run.ckpt").catch((error) => error.code); // => "ERR_CHECKPOINT"
 * ```
 */
export async function decodeCheckpoint(bytes: Uint8Array, where: string): Promise<Checkpoint> {
  const least = MAGIC.length + 4 + CHECKSUM_BYTES;
  if (bytes.length < least || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new CheckpointError(
      `${where}: must start as a checkpoint does, received ${bytes.length} bytes of something else`,
    );
  }
  const body = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
  const stored = bytes.subarray(body.length);
  const actual = await sha256(body);
  if (actual.some((byte, i) => stored[i] !== byte)) {
    throw new CheckpointError(`${where}: must match its own SHA-256, received a damaged or torn file`);
  }
  return parseBody(body, where);
}

interface Header {
  readonly step: number;
  readonly counters: Record<string, number>;
  readonly tensors: readonly { name: string; shape: readonly number[] }[];
}

/** The checksum vouches for the contents, so the header is what the encoder wrote. */
function parseBody(body: Uint8Array, where: string): Checkpoint {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const start = MAGIC.length + 4;
  const end = start + view.getUint32(MAGIC.length, true);
  const header = JSON.parse(new TextDecoder().decode(body.subarray(start, end))) as Header;
  const sizes = header.tensors.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  const expected = end + 4 * sizes.reduce((sum, size) => sum + size, 0);
  if (expected !== body.length) {
    throw new CheckpointError(`${where}: must hold ${expected} bytes before its checksum, received ${body.length}`);
  }
  let offset = end;
  const tensors: Record<string, SavedTensor> = {};
  for (const [i, { name, shape }] of header.tensors.entries()) {
    const base = offset;
    const values = Float32Array.from({ length: sizes[i] ?? 0 }, (_, j) => view.getFloat32(base + 4 * j, true));
    tensors[name] = { shape, values };
    offset += 4 * values.length;
  }
  return { step: header.step, counters: header.counters, tensors };
}
