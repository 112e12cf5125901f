import { decode } from "fast-png";
import { DatasetError } from "../dataset-error.ts";

const PIXELS = 32 * 32;
const RECORD_BYTES = 1 + 3 * PIXELS;

/** PNG signature, then the IHDR chunk's length and type; width and height follow (PNG, section 11.2.2). */
const HEADER_BYTES = 24;

/**
 * Turns a picture with one image of CIFAR-10 in each row of 1024 pixels into the official binary format: for every
 * image its label and then its planes of red, green and blue.
 *
 * @internal
 */
export function repackCifar10(png: Uint8Array, labels: readonly number[], where: string): Uint8Array {
  // The claimed size is checked first: the decoder allocates what the header says.
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const size = png.length < HEADER_BYTES ? "a file without header" : `${view.getUint32(16)} x ${view.getUint32(20)}`;
  const expected = `${PIXELS} x ${labels.length}`;
  if (size !== expected) throw new DatasetError(where, `must be a PNG of ${expected} pixels`, size);
  const { data, channels, depth } = decodePng(png, where);
  if (channels !== 3 || depth !== 8) {
    throw new DatasetError(where, "must have 3 channels of 8 bits", `${channels} of ${depth}`);
  }
  const records = new Uint8Array(labels.length * RECORD_BYTES);
  for (let image = 0, from = 0; image < labels.length; image++) {
    const start = image * RECORD_BYTES;
    records[start] = labels[image] ?? 0;
    for (let pixel = start + 1; pixel <= start + PIXELS; pixel++, from += 3) {
      records[pixel] = data[from] ?? 0;
      records[pixel + PIXELS] = data[from + 1] ?? 0;
      records[pixel + 2 * PIXELS] = data[from + 2] ?? 0;
    }
  }
  return records;
}

function decodePng(png: Uint8Array, where: string): ReturnType<typeof decode> {
  try {
    return decode(png, { checkCrc: true });
  } catch (error) {
    throw new DatasetError(where, "must be a whole PNG", String(error), "get it again", { cause: error });
  }
}
