import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { scatter } from "../../src/images/scatter.ts";

const paper = [255, 255, 255];

function pixel(png: Uint8Array, x: number, y: number): number[] {
  const { width, data } = decode(png);
  return [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

describe("scatter", () => {
  it("draws a generated point in translucent blue at its place, y upwards", () => {
    const png = scatter(Float32Array.of(0.5, 1), { size: 101, extent: 1 });
    // 0.45 of (0, 114, 178) over white
    expect(pixel(png, 75, 0)).toEqual([140, 192, 220]);
    expect(pixel(png, 75, 100)).toEqual(paper);
  });

  it("grows darker where points pile up", () => {
    const one = scatter(Float32Array.of(0, 0), { size: 33, extent: 1 });
    const two = scatter(Float32Array.of(0, 0, 0, 0), { size: 33, extent: 1 });
    expect(pixel(two, 16, 16)[0]).toBeLessThan(pixel(one, 16, 16)[0] ?? 0);
  });

  it("draws real points in grey below the generated ones and circles the modes", () => {
    const png = scatter(new Float32Array(0), {
      size: 161,
      extent: 1,
      real: Float32Array.of(-0.5, 0),
      centers: [[0.5, 0]],
    });
    const [red, green, blue] = pixel(png, 40, 80);
    expect([red === green, green === blue, (red ?? 0) < 255]).toEqual([true, true, true]);
    expect(pixel(png, 120, 80)).toEqual(paper); // inside the circle
    expect(pixel(png, 120 + 4, 80)).not.toEqual(paper); // on it: radius size / 40
  });

  it("shows points beyond the frame in vermilion on its edge", () => {
    const [red = 0, , blue = 255] = pixel(scatter(Float32Array.of(1e9, 0), { size: 33, extent: 1 }), 32, 16);
    expect(red).toBeGreaterThan(blue + 100);
  });

  it("takes its frame from the real points and centres, so that pictures of one run compare", () => {
    const options = { size: 33, real: Float32Array.of(0.8, 0), centers: [[0, 0.8]] as const };
    // 1.25 * 0.8 = 1: the same frame as given outright
    expect(scatter(Float32Array.of(0.3, 0.3), options)).toEqual(
      scatter(Float32Array.of(0.3, 0.3), { ...options, extent: Math.fround(0.8) * 1.25 }),
    );
  });

  it("draws nothing for points that are not finite, and an empty sheet for none", () => {
    const broken = scatter(Float32Array.of(Number.NaN, 0, Infinity, 1), { size: 16 });
    expect(new Set(decode(broken).data)).toEqual(new Set([255]));
    expect(broken).toEqual(scatter(new Float32Array(0), { size: 16 }));
  });

  it("refuses an odd number of coordinates, a bad size and a bad extent", () => {
    expect(() => scatter(new Float32Array(3))).toThrow(/expected shape \[2 \* n\].*\[3\]/);
    expect(() => scatter(new Float32Array(2), { real: new Float32Array(1) })).toThrow(/received \[1\]/);
    expect(() => scatter(new Float32Array(2), { size: 8 })).toThrow(/size .* received 8/);
    expect(() => scatter(new Float32Array(2), { extent: Number.NaN })).toThrow(/extent .* received NaN/);
    expect(() => scatter(new Float32Array(2), { extent: 0 })).toThrow(/extent .* received 0/);
  });
});
