import { encode } from "fast-png";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCifar10 } from "@lipschitz-gan/data";
import { repackCifar10 } from "../../src/internal/repack-cifar10.ts";
import { rejection } from "../support/rejection.ts";

const png = (data: Uint8Array, width = 1024, channels = 3): Uint8Array =>
  encode({ width, height: data.length / (width * channels), data, channels, depth: 8 });

describe("repackCifar10", () => {
  it("gives every image its label and planes, for all pictures and labels", () => {
    const labels = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(labels, fc.nat(255), fc.nat(255), (given, a, b) => {
        const pixels = Uint8Array.from({ length: given.length * 3072 }, (_, i) => (a * i + b + (i >> 8)) % 256);
        const records = parseCifar10(repackCifar10(png(pixels), given, "f.png"), "f.bin");
        expect([...records.labels]).toEqual(given);
        for (const image of given.keys()) {
          const [start, planes] = [image * 3072, records.planes(image)];
          const expected = [0, 1, 2].flatMap((c) => Array.from({ length: 1024 }, (_, p) => pixels[start + 3 * p + c]));
          expect([...planes]).toEqual(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("refuses other sizes before it decodes, other channels and broken files", async () => {
    const good = png(new Uint8Array(3072));
    expect(await rejection(() => repackCifar10(good, [1, 2], "f.png"))).toMatch(/1024 x 2 pixels, received 1024 x 1/);
    expect(await rejection(() => repackCifar10(new Uint8Array(5), [1], "f.png"))).toMatch(/a file without header/);
    const giant = good.slice().fill(255, 16, 24);
    expect(await rejection(() => repackCifar10(giant, [1], "f.png"))).toMatch(/received 4294967295 x 4294967295/);
    const grey = png(new Uint8Array(1024), 1024, 1);
    expect(await rejection(() => repackCifar10(grey, [1], "f.png"))).toMatch(/3 channels of 8 bits, received 1 of 8/);
    const damaged = good.slice();
    damaged[45] = (damaged[45] ?? 0) ^ 255;
    expect(await rejection(() => repackCifar10(damaged, [1], "f.png"))).toMatch(/f\.png: must be a whole PNG/);
    const badSum = good.slice();
    badSum[29] = (badSum[29] ?? 0) ^ 1; // the checksum of the header: nothing else in the file is wrong
    expect(await rejection(() => repackCifar10(badSum, [1], "f.png"))).toMatch(/must be a whole PNG/);
    expect(await rejection(() => repackCifar10(good.subarray(0, 60), [1], "f.png"))).toMatch(/must be a whole PNG/);
  });
});
