import { decode } from "fast-png";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleGrid } from "../../src/images/sample-grid.ts";

function pixel(png: Uint8Array, x: number, y: number): number[] {
  const { width, data, channels } = decode(png);
  return [...data.subarray(channels * (y * width + x), channels * (y * width + x) + channels)];
}

describe("sampleGrid", () => {
  it("maps -1, 0 and 1 to black, middle grey and white, and clamps what lies outside", () => {
    const png = sampleGrid(Float32Array.of(-1, 0, 1, 7), [1, 2, 2, 1], { scale: 1 });
    expect([pixel(png, 0, 0), pixel(png, 1, 0), pixel(png, 0, 1), pixel(png, 1, 1)]).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
      [255, 255, 255],
    ]);
  });

  it("keeps the order of the colour channels", () => {
    expect(pixel(sampleGrid(Float32Array.of(1, 0, -1), [1, 1, 1, 3]), 1, 1)).toEqual([255, 128, 0]);
  });

  it("puts a grey gap of one pixel between samples and none around them", () => {
    const png = sampleGrid(Float32Array.of(1, 1, 1, 1, 1), [5, 1, 1, 1], { columns: 2, scale: 3 });
    const { width, height } = decode(png);
    expect([width, height]).toEqual([2 * 3 + 1, 3 * 3 + 2]);
    expect(pixel(png, 3, 0)).toEqual([128, 128, 128]);
    expect(pixel(png, 4, 2)).toEqual([255, 255, 255]);
    expect(pixel(png, 0, 3)).toEqual([128, 128, 128]);
    expect(pixel(png, 6, 10)).toEqual([128, 128, 128]); // the empty place after the fifth
  });

  it.each([Number.NaN, Infinity, -Infinity])("shows a pixel that is %d in magenta", (broken) => {
    expect(pixel(sampleGrid(Float32Array.of(broken), [1, 1, 1, 1]), 0, 0)).toEqual([255, 0, 255]);
    expect(pixel(sampleGrid(Float32Array.of(0, broken, 0), [1, 1, 1, 3]), 0, 0)).toEqual([255, 0, 255]);
  });

  it.each([[[1, 2, 2]], [[1, 2, 2, 2]], [[0, 2, 2, 1]], [[2, 2, 2, 1]], [[1.5, 2, 2, 1]]])(
    "refuses the shape %j for four values",
    (shape) => {
      expect(() => sampleGrid(new Float32Array(4), shape)).toThrow(/^sampleGrid: expected shape/);
    },
  );

  it.each([
    [{ columns: 0 }, /columns .* received 0/],
    [{ columns: Number.NaN }, /columns .* received NaN/],
    [{ scale: 1.5 }, /scale .* received 1.5/],
    [{ scale: 33 }, /scale .* received 33/],
  ])("refuses the options %j", (options, message) => {
    expect(() => sampleGrid(new Float32Array(1), [1, 1, 1, 1], options)).toThrow(message);
  });

  it("shows every value at its place, for all layouts", () => {
    const layout = fc.record({
      n: fc.integer({ min: 1, max: 7 }),
      height: fc.integer({ min: 1, max: 4 }),
      width: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 9 }),
      scale: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(layout, ({ n, height, width, columns, scale }) => {
        const values = Float32Array.from({ length: n * height * width }, (_, i) => i / 127.5 - 1);
        const picture = decode(sampleGrid(values, [n, height, width, 1], { columns, scale }));
        const across = Math.min(columns, n);
        for (let i = 0; i < values.length; i++) {
          const [sample, row, column] = [Math.floor(i / height / width), Math.floor(i / width) % height, i % width];
          const x = (sample % across) * (width * scale + 1) + column * scale + scale - 1;
          const y = Math.floor(sample / across) * (height * scale + 1) + row * scale + scale - 1;
          expect(picture.data[3 * (y * picture.width + x)]).toBe(i);
        }
      }),
    );
  });
});
