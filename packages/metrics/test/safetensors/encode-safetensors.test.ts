import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  SafetensorsError,
  type SafeTensor,
} from "@lipschitz-gan/metrics";
import { inByteOrder } from "../../src/safetensors/dtypes.ts";
import { contents, files } from "./support/arbitrary-file.ts";

const golden = new URL("../../../../verification/fixtures/metrics/safetensors/golden.safetensors", import.meta.url);

const withTensor = (tensor: unknown, name = "a"): SafetensorsFile => ({
  tensors: { [name]: tensor as SafeTensor }, // types are what callers without TypeScript may get wrong
  metadata: {},
});

const turned = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toReversed());

describe("encodeSafetensors", () => {
  it("writes the bytes that the Python package writes", () => {
    const file = readFileSync(golden);
    expect(Buffer.from(encodeSafetensors(decodeSafetensors(file))).equals(file)).toBe(true);
    // The example of the reference's own tests: an empty file is a header of 8 bytes.
    expect(Array.from(encodeSafetensors({ tensors: {}, metadata: {} }))).toEqual([
      8,
      ...new Uint8Array(7),
      ...Buffer.from("{}      "),
    ]);
  });

  it("rounds to half precision, to nearest and to even in a tie", () => {
    // 2049 lies between 2048 and 2050, 2051 between 2050 and 2052; of the fractions 0, 1 and 2 the even ones are taken.
    const file = withTensor({ dtype: "F16", shape: [3], values: Float32Array.of(2049, 2051, 0.1) });
    const { tensors } = decodeSafetensors(encodeSafetensors(file));
    expect(tensors["a"]?.values).toEqual(Float32Array.of(2048, 2052, 1638 / 2 ** 14));
  });

  it("writes a view of a larger buffer, and leaves it as it is", () => {
    const all = Float32Array.of(1, 2, 3, 4);
    const { tensors } = decodeSafetensors(
      encodeSafetensors(withTensor({ dtype: "F32", shape: [2], values: all.subarray(1, 3) })),
    );
    expect(tensors["a"]?.values).toEqual(Float32Array.of(2, 3));
    expect(all).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it("turns bytes around on a machine of the other order", () => {
    expect(Array.from(inByteOrder(Uint8Array.of(1, 2, 3, 4), 2, false))).toEqual([2, 1, 4, 3]);
    expect(Array.from(inByteOrder(Uint8Array.of(1, 2, 3, 4), 2, true))).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [
      "an unknown type",
      { dtype: "F8", shape: [1], values: Float32Array.of(1) },
      /dtype must be one of .*, received F8/,
    ],
    [
      "the wrong array",
      { dtype: "F64", shape: [1], values: Float32Array.of(1) },
      /F64 must come as Float64Array, received Float32Array/,
    ],
    [
      "too few values",
      { dtype: "U8", shape: [2], values: Uint8Array.of(1) },
      /the number of values, 1, received \[2\]/,
    ],
    [
      "a negative axis",
      { dtype: "U8", shape: [-1, -1], values: Uint8Array.of(1) },
      /integers >= 0 .* received \[-1, -1\]/,
    ],
    ["half an axis", { dtype: "U8", shape: [0.5, 2], values: Uint8Array.of(1) }, /integers >= 0/],
    [
      "too large for F16",
      { dtype: "F16", shape: [2], values: Float32Array.of(65_519, -65_520) },
      /values must fit F16, received -65520 at 1/,
    ],
    [
      "too large for BF16",
      { dtype: "BF16", shape: [], values: Float32Array.of(3.4e38) },
      /must fit BF16, received 3\.39\d*e\+38 at 0/,
    ],
    [
      "no truth value",
      { dtype: "BOOL", shape: [1], values: Uint8Array.of(2) },
      /values must be 0 or 1, received 2 at 0/,
    ],
  ])("refuses %s", (_what, tensor, message) => {
    expect(() => encodeSafetensors(withTensor(tensor))).toThrow(SafetensorsError);
    expect(() => encodeSafetensors(withTensor(tensor))).toThrow(message);
  });

  it("refuses names and texts that the header cannot hold", () => {
    const one = { dtype: "U8", shape: [1], values: Uint8Array.of(1) };
    expect(() => encodeSafetensors(withTensor(one, "__metadata__"))).toThrow(/must not have the name/);
    expect(() => encodeSafetensors(withTensor(one, "\ud800"))).toThrow(/must be Unicode text, received "\\ud800"/);
    expect(() => encodeSafetensors({ tensors: {}, metadata: { a: "\udc00" } })).toThrow(/must be Unicode text/);
  });

  it("refuses a header of more than 100 MB", () => {
    // Around the text there are 25 bytes of JSON.
    const metadata = { a: "x".repeat(100_000_000) };
    expect(() => encodeSafetensors({ tensors: {}, metadata })).toThrow(/at most 100000000 bytes, received 100000025/);
  });

  it("is undone by decodeSafetensors, bit for bit, for all files", () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(contents(decodeSafetensors(encodeSafetensors(file)))).toEqual(contents(file));
      }),
    );
  });

  it("does not depend on the order of tensors and texts, and aligns every tensor, for all files", () => {
    fc.assert(
      fc.property(files, ({ tensors, metadata }) => {
        const bytes = encodeSafetensors({ tensors, metadata });
        expect(encodeSafetensors({ tensors: turned(tensors), metadata: turned(metadata) })).toEqual(bytes);
        const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as object;
        for (const [name, info] of Object.entries(header)) {
          if (name === "__metadata__") continue;
          const { dtype, data_offsets: offsets } = info as { dtype: string; data_offsets: [number, number] };
          const size = dtype === "BOOL" ? 1 : Number(/\d+/.exec(dtype)?.[0]) / 8;
          expect((8 + headerLength + offsets[0]) % size).toBe(0);
        }
      }),
    );
  });
});
