/** What the two convolutional networks share. */
export interface CnnOptions {
  /** Height and width of an image in pixels, 32 or 48; default 32. */
  readonly imageSize?: 32 | 48;
  /** Channels of an image, an integer >= 1: 1 is grey, 3 is colour (default). */
  readonly channels?: number;
  /** Factor on every hidden channel count, in `(0, 8]`; default 1. Counts are rounded, and at least 1. */
  readonly width?: number;
  /** Seed of the initial weights, an integer in `[0, 2^53)`; default 0. */
  readonly seed?: number;
}
