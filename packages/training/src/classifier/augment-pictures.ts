import type { RandomStream } from "@lipschitz-gan/core";

/** How pictures are varied. */
export interface Augmentation {
  /** Each picture is moved by a whole number of pixels in `[-shift, shift]` in both directions; an integer >= 0. */
  readonly shift: number;
  /** Whether half of the pictures are mirrored left to right. */
  readonly mirror: boolean;
}

/** What lies outside of a picture: black, as the data sets pad theirs. */
const BLACK = -1;

/**
 * Moves and mirrors every picture of a batch at random; what comes in at the sides is black (-1).
 *
 * @param values - pixels of pictures `[n, height, width, channels]`, one after the other
 * @param shape - that shape
 * @param options - how far, whether mirrored, and the stream that decides
 * @returns a new batch of the same shape
 * @throws RangeError if the shape is not one of pictures or does not fit the values, or `shift` is not an integer in `[0, min(height, width))`
 * @see Krizhevsky, Sutskever & Hinton (2012), ImageNet Classification with Deep Convolutional Neural Networks, section 4.1
 * @internal
 */
export function augmentPictures(
  values: Float32Array,
  shape: readonly number[],
  { shift, mirror, random }: Augmentation & { readonly random: RandomStream },
): Float32Array {
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 4 || values.length !== count * height * width * channels) {
    throw new RangeError(
      `augmentPictures: values must be pictures [n, height, width, channels], received ${values.length} numbers of shape [${shape.join(", ")}]`,
    );
  }
  if (!(Number.isSafeInteger(shift) && shift >= 0 && shift < Math.min(height, width))) {
    throw new RangeError(
      `augmentPictures: shift must be an integer in [0, ${Math.min(height, width)}), received ${shift}`,
    );
  }
  const moved = new Float32Array(values.length).fill(BLACK);
  const size = height * width * channels;
  for (let i = 0; i < count; i++) {
    const [down, right] = [random.int(2 * shift + 1) - shift, random.int(2 * shift + 1) - shift];
    const isMirrored = mirror && random.uniform() < 0.5;
    for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
      for (let column = Math.max(0, -right); column < Math.min(width, width - right); column++) {
        const from = i * size + ((row + down) * width + column + right) * channels;
        const to = i * size + (row * width + (isMirrored ? width - 1 - column : column)) * channels;
        for (let channel = 0; channel < channels; channel++) moved[to + channel] = values[from + channel] ?? BLACK;
      }
    }
  }
  return moved;
}
