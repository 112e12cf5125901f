import { encode } from "fast-png";

/** A colour as 8-bit red, green and blue. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** An opaque RGB picture under construction. */
export interface Canvas {
  /** Pixels from left to right. */
  readonly width: number;
  /** Pixels from top to bottom. */
  readonly height: number;
  /** `3 * width * height` bytes, row by row. */
  readonly data: Uint8Array;
}

/**
 * An even-coloured picture.
 *
 * @param width - pixels, a whole number >= 1
 * @param height - pixels, a whole number >= 1
 * @param background - the colour of every pixel
 * @returns the picture
 */
export function createCanvas(width: number, height: number, background: Rgb): Canvas {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 3) data.set(background, i);
  return { width, height, data };
}

/**
 * Mixes a colour into one pixel, `(1 - alpha) * old + alpha * colour`; a pixel outside of the picture is ignored.
 *
 * @param canvas - the picture, changed in place
 * @param x - column from the left
 * @param y - row from the top
 * @param colour - what to mix in
 * @param alpha - its share, in [0, 1]
 */
export function blendPixel(canvas: Canvas, x: number, y: number, colour: Rgb, alpha: number): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
  const at = 3 * (y * canvas.width + x);
  for (const [channel, value] of colour.entries()) {
    const old = canvas.data[at + channel] ?? 0;
    canvas.data[at + channel] = Math.round(old + alpha * (value - old));
  }
}

/**
 * Draws every pixel whose distance from a centre lies in [inner, outer], with edges softened over one pixel.
 * A disc is a ring with `inner` below -1.
 *
 * @param canvas - the picture, changed in place
 * @param center - column and row of the centre, in pixels, fractions allowed
 * @param radii - inner and outer radius in pixels
 * @param colour - the colour of the ring
 * @param alpha - opacity in [0, 1]
 */
export function drawRing(
  canvas: Canvas,
  [cx, cy]: readonly [number, number],
  [inner, outer]: readonly [number, number],
  colour: Rgb,
  alpha: number,
): void {
  for (let y = Math.floor(cy - outer - 1); y <= cy + outer + 1; y++) {
    for (let x = Math.floor(cx - outer - 1); x <= cx + outer + 1; x++) {
      const distance = Math.hypot(x - cx, y - cy);
      // coverage of the pixel by the ring, with the circle taken as a straight edge inside one pixel
      const coverage = Math.min(outer + 0.5 - distance, distance - inner + 0.5, 1);
      if (coverage > 0) blendPixel(canvas, x, y, colour, alpha * coverage);
    }
  }
}

/**
 * The picture as a PNG file.
 *
 * @param canvas - the picture
 * @returns the bytes of the file
 */
export function encodeCanvas({ width, height, data }: Canvas): Uint8Array {
  return encode({ width, height, data, channels: 3, depth: 8 });
}
