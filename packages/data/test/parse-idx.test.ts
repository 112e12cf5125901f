import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DatasetError, parseIdx } from "@lipschitz-gan/data";
import { idx } from "./support/idx.ts";
import { rejection } from "./support/rejection.ts";

/** A shape of rank 1 or 3 with contents that fill it. */
const idxArray = fc
  .oneof(
    fc.tuple(fc.integer({ min: 1, max: 50 })),
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  )
  .chain((dims) => {
    const length = dims.reduce((a, b) => a * b, 1);
    return fc.record({ dims: fc.constant(dims), data: fc.uint8Array({ minLength: length, maxLength: length }) });
  });

/** What becomes of a file; an error of another class, or a result that does not fit its sizes, is named. */
function outcome(bytes: Uint8Array): string {
  try {
    const { dims, data } = parseIdx(bytes, "f");
    return data.length === dims.reduce((a, b) => a * b, 1) ? "read" : "wrong length";
  } catch (error) {
    return error instanceof DatasetError ? "refused" : String(error);
  }
}

describe("parseIdx", () => {
  it("reads images without copying them", () => {
    const file = idx([2, 1, 2], Uint8Array.of(9, 8, 7, 6));
    const { dims, data } = parseIdx(file, "two.idx", { rank: 3 });
    expect(dims).toEqual([2, 1, 2]);
    expect([...data]).toEqual([9, 8, 7, 6]);
    expect(data.buffer).toBe(file.buffer);
  });

  it("reads a view that starts inside its buffer", () => {
    const shifted = new Uint8Array([255, 255, 255, ...idx([2], Uint8Array.of(4, 2))]).subarray(3);
    expect([...parseIdx(shifted, "labels.idx").data]).toEqual([4, 2]);
  });

  it.each([
    ["an empty file", Uint8Array.of(), /f: must be an IDX file, received an empty file/],
    ["less than a header", Uint8Array.of(0, 0, 8, 1, 0), /must have an IDX header, received a file of 5 bytes/],
    ["less than the header of images", idx([2, 28], Uint8Array.of()).fill(3, 3, 4), /IDX header of 16 bytes/],
    ["gzip data", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0), /received gzip data; unpack it first/],
    ["another magic", Uint8Array.of(0, 0, 13, 3, 0, 0, 0, 0), /0x00000801 or 0x00000803, received 0x00000d03/],
    ["no samples", idx([0], Uint8Array.of()), /every size in the header must be >= 1, received \[0\]/],
    ["a truncated file", idx([4], Uint8Array.of(1, 2, 3)), /must hold 12 bytes, received 11 \(truncated\)/],
    ["a file that goes on", idx([2], Uint8Array.of(1, 2, 3)), /must hold 10 bytes, received 11 \(too long\)/],
  ])("refuses %s", async (_, bytes, message) => {
    expect(await rejection(() => parseIdx(bytes, "f"))).toMatch(message);
  });

  it("refuses labels for images and images for labels", async () => {
    const labels = idx([1], Uint8Array.of(1));
    const images = idx([1, 1, 1], Uint8Array.of(1));
    expect(await rejection(() => parseIdx(labels, "f", { rank: 3 }))).toMatch(/0x00000803 \(images\), .* 0x00000801/);
    expect(await rejection(() => parseIdx(images, "f", { rank: 1 }))).toMatch(/0x00000801 \(labels\), .* 0x00000803/);
  });

  it("refuses a header that claims 2^96 bytes, without allocating them", async () => {
    const giant = idx([0xffffffff, 0xffffffff, 0xffffffff], Uint8Array.of(1));
    const before = process.memoryUsage().arrayBuffers;
    expect(await rejection(() => parseIdx(giant, "f"))).toMatch(/sizes \[4294967295, 4294967295, 4294967295\]/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  it("gives back what was written, for all arrays", () => {
    fc.assert(
      fc.property(idxArray, ({ dims, data }) => {
        const found = parseIdx(idx(dims, data), "f");
        expect(found.dims).toEqual(dims);
        expect([...found.data]).toEqual([...data]);
      }),
    );
  });

  it("refuses every file that was cut or got a tail, for all arrays", () => {
    fc.assert(
      fc.property(idxArray, fc.nat(), fc.integer({ min: 1, max: 9 }), ({ dims, data }, cut, tail) => {
        const file = idx(dims, data);
        expect(() => parseIdx(file.subarray(0, cut % file.length), "f")).toThrow(DatasetError);
        expect(() => parseIdx(Uint8Array.of(...file, ...Array.from({ length: tail }, () => 1)), "f")).toThrow(
          DatasetError,
        );
      }),
    );
  });

  it("either reads or throws a DatasetError, for all bytes behind a good magic number", () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 3), fc.uint8Array({ maxLength: 40 }), (rank, rest) => {
        expect(["read", "refused"]).toContain(outcome(Uint8Array.of(0, 0, 8, rank, ...rest)));
      }),
    );
  });
});
