import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type RandomStream } from "@lipschitz-gan/core";
import { augmentPictures } from "../../src/classifier/augment-pictures.ts";

/** A stream that says what it is told to. */
function scripted(ints: number[], uniforms: number[] = []): RandomStream {
  return {
    ...createRng(0).stream("unused"),
    int: () => ints.shift() ?? 0,
    uniform: () => uniforms.shift() ?? 0,
  };
}

const [height, width, channels] = [4, 5, 2];
const size = height * width * channels;
const pictures = Float32Array.from({ length: 2 * size }, (_, i) => i / 100);
const shape = [2, height, width, channels];

/** By the definition: the pixel that lies `down` and `right` of it, black where there is none, read from the right if mirrored. */
function moved(picture: Float32Array, down: number, right: number, isMirrored: boolean): number[] {
  return Array.from({ length: size }, (_, i) => {
    const [channel, column, row] = [
      i % channels,
      Math.floor(i / channels) % width,
      Math.floor(i / channels / width),
    ] as const;
    const [fromRow, fromColumn] = [row + down, (isMirrored ? width - 1 - column : column) + right];
    const isInside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
    return isInside ? (picture[(fromRow * width + fromColumn) * channels + channel] ?? Number.NaN) : -1;
  });
}

describe("augmentPictures", () => {
  it("moves and mirrors each picture as the stream says", () => {
    // An integer of [0, 2 shift] less shift: 2 - 1 = 1 down, 0 - 1 = -1 right; then 1 - 1 = 0 twice. Mirrored below 1/2.
    const random = scripted([2, 0, 1, 1], [0.1, 0.9]);
    const varied = augmentPictures(pictures, shape, { shift: 1, mirror: true, random });
    expect(Array.from(varied.subarray(0, size))).toEqual(moved(pictures.subarray(0, size), 1, -1, true));
    expect(Array.from(varied.subarray(size))).toEqual(moved(pictures.subarray(size), 0, 0, false));
  });

  it("leaves pictures as they are that are neither to be moved nor mirrored, and never writes into its argument", () => {
    const before = pictures.slice();
    const random = createRng(1).stream("test");
    expect(augmentPictures(pictures, shape, { shift: 0, mirror: false, random })).toEqual(pictures);
    augmentPictures(pictures, shape, { shift: 3, mirror: true, random });
    expect(pictures).toEqual(before);
  });

  it("refuses what is no batch of pictures, and shifts that leave nothing", () => {
    const random = createRng(1).stream("test");
    for (const bad of [[2, size], [2, 4, 5, 3], [], [40, 1, 1, 1, 2]]) {
      const call = (): Float32Array => augmentPictures(pictures, bad, { shift: 0, mirror: false, random });
      expect(call).toThrow(/^augmentPictures: values must be pictures \[n, height, width, channels\], received 80 /);
    }
    for (const shift of [-1, 4, 0.5, Number.NaN]) {
      const call = (): Float32Array => augmentPictures(pictures, shape, { shift, mirror: false, random });
      expect(call).toThrow(/^augmentPictures: shift must be an integer in \[0, 4\), received /);
    }
  });

  it("gives one of the pictures that can come of it, for all seeds and shifts", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 3 }), fc.boolean(), (seed, shift, mirror) => {
        const random = createRng(seed).stream("test");
        const varied = augmentPictures(pictures, shape, { shift, mirror, random });
        for (const i of [0, 1]) {
          const [before, after] = [pictures, varied].map((all) => all.subarray(i * size, (i + 1) * size));
          const shifts = Array.from({ length: 2 * shift + 1 }, (_, j) => j - shift);
          const candidates = shifts.flatMap((down) =>
            shifts.flatMap((right) =>
              (mirror ? [false, true] : [false]).map((is) =>
                moved(before ?? new Float32Array(), down, right, is).join(),
              ),
            ),
          );
          expect(candidates).toContain(Array.from(after ?? []).join());
        }
      }),
    );
  });
});
