import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DatasetError, parseCifar10 } from "@lipschitz-gan/data";
import { rejection } from "./support/rejection.ts";

describe("parseCifar10", () => {
  it("separates labels and planes", () => {
    const file = new Uint8Array(2 * 3073).fill(200);
    file[0] = 3;
    file[3073] = 9;
    file[3074] = 11; // the first red byte of the second image
    const records = parseCifar10(file, "two.bin");
    expect([...records.labels]).toEqual([3, 9]);
    expect(records.planes(0)).toHaveLength(3072);
    expect(records.planes(0).every((byte) => byte === 200)).toBe(true);
    expect(records.planes(1)[0]).toBe(11);
    expect(records.planes(1)).toHaveLength(3072);
  });

  it("refuses an empty file and a label above 9, naming the record", async () => {
    const file = new Uint8Array(3 * 3073);
    file[2 * 3073] = 10;
    expect(await rejection(() => parseCifar10(new Uint8Array(0), "f.bin"))).toMatch(
      /f\.bin: .* received an empty file/,
    );
    expect(await rejection(() => parseCifar10(file, "f.bin"))).toMatch(/at most 9, received 10 in record 2/);
  });

  it("refuses every length that is no multiple of 3073", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3072 }), (records, rest) => {
        expect(() => parseCifar10(new Uint8Array(records * 3073 + rest), "f.bin")).toThrow(DatasetError);
      }),
    );
  });
});
