import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, SafetensorsError } from "@lipschitz-gan/metrics";
import { headerOf, rawFile } from "./support/raw-file.ts";

const golden = new URL("../../../../verification/fixtures/metrics/safetensors/golden.safetensors", import.meta.url);

describe("decodeSafetensors", () => {
  it("reads a file of the Python package, of every type that numpy has", () => {
    // The values of verification/fixtures/metrics/safetensors/make-golden.py.
    const { tensors, metadata } = decodeSafetensors(readFileSync(golden));
    const f32 = Float32Array.of(0.1, 16_777_217, -0);
    expect({ ...metadata }).toEqual({ note: 'é "quoted"\n' });
    expect({ ...tensors }).toEqual({
      "weights/float64": { dtype: "F64", shape: [2, 2], values: Float64Array.of(1 / 3, -1e308, 5e-324, Infinity) },
      "weights/float32": { dtype: "F32", shape: [1, 3], values: f32 },
      // 0.1 in half precision is 1638.4 / 2^14, rounded to 1638 / 2^14.
      "weights/float16": {
        dtype: "F16",
        shape: [4],
        values: Float32Array.of(1638 / 2 ** 14, 65_504, 2 ** -24, -Infinity),
      },
      int64: { dtype: "I64", shape: [2], values: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
      uint64: { dtype: "U64", shape: [1], values: BigUint64Array.of(2n ** 64n - 1n) },
      int32: { dtype: "I32", shape: [1], values: Int32Array.of(-(2 ** 31)) },
      uint32: { dtype: "U32", shape: [1], values: Uint32Array.of(2 ** 32 - 1) },
      int16: { dtype: "I16", shape: [2], values: Int16Array.of(-(2 ** 15), 7) },
      uint16: { dtype: "U16", shape: [1], values: Uint16Array.of(2 ** 16 - 1) },
      int8: { dtype: "I8", shape: [1], values: Int8Array.of(-128) },
      uint8: { dtype: "U8", shape: [3], values: Uint8Array.of(255, 0, 3) },
      bool: { dtype: "BOOL", shape: [2], values: Uint8Array.of(1, 0) },
      scalar: { dtype: "F32", shape: [], values: Float32Array.of(2.5) },
      empty: { dtype: "F32", shape: [0, 3], values: new Float32Array() },
      "\uffee": { dtype: "F64", shape: [1], values: Float64Array.of(1) },
      "\u{1f600}": { dtype: "F64", shape: [1], values: Float64Array.of(2) },
    });
  });

  it("reads numbers that begin at no multiple of their size, in a file and in its buffer", () => {
    const header = headerOf({ dtype: '"F32"', shape: "[1]", offsets: "[0,4]" });
    const file = rawFile(`${header}${" ".repeat(((4 - (header.length % 4)) % 4) + 1)}`, [0, 0, 128, 63]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    for (const bytes of [file, shifted.subarray(3), Buffer.from(file)]) {
      expect(decodeSafetensors(bytes).tensors["a"]?.values).toEqual(Float32Array.of(1));
    }
  });

  it("gives copies, so that the file may change afterwards", () => {
    const file = Buffer.from(rawFile(headerOf(), [1, 2]));
    const { tensors } = decodeSafetensors(file);
    file.fill(0);
    expect(tensors["a"]?.values).toEqual(Uint8Array.of(1, 2));
  });

  it("takes an empty header, white space in it, tensors in any order, and escapes", () => {
    expect(Object.keys(decodeSafetensors(rawFile("{}")).tensors)).toEqual([]);
    const header =
      '{ "b" :\n{"data_offsets":[1,2],"shape":[1],"dtype":"U\\u0038"},"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}  ';
    const { tensors } = decodeSafetensors(rawFile(header, [255, 7]));
    expect({ ...tensors }).toEqual({
      a: { dtype: "I8", shape: [1], values: Int8Array.of(-1) },
      b: { dtype: "U8", shape: [1], values: Uint8Array.of(7) },
    });
  });

  it("takes names of Object's prototype as any other, and poisons nothing", () => {
    const inner = '{"dtype":"U8","shape":[1],"data_offsets":';
    const header = `{"__proto__":${inner}[0,1]},"constructor":${inner}[1,2]},"__metadata__":{"__proto__":"text"}}`;
    const { tensors, metadata } = decodeSafetensors(rawFile(header, [5, 6]));
    expect(Object.keys(tensors)).toEqual(["__proto__", "constructor"]);
    expect(tensors["__proto__"]?.values).toEqual(Uint8Array.of(5));
    expect(Object.entries(metadata)).toEqual([["__proto__", "text"]]);
    expect(Object.hasOwn(Object.prototype, "dtype")).toBe(false);
    expect(decodeSafetensors(rawFile("{}")).tensors["toString"]).toBeUndefined();
  });

  it.each([
    ["a file that ends in its first 8 bytes", new Uint8Array(7), /at least the 8 bytes .*, received 7$/],
    [
      "a header that is longer than the file",
      rawFile("{}", [], 3n),
      /the header's 3 bytes must be in the file.*received 2/,
    ],
    [
      "a header of more than 100 MB",
      rawFile("{}", [], 100_000_001n),
      /at most 100000000 bytes, received a length of 100000001/,
    ],
    ["a header of 2^64 - 1 bytes", rawFile("{}", [], 2n ** 64n - 1n), /received a length of 18446744073709551615/],
    ["an empty header", rawFile(""), /must begin with "\{", received its end/],
    ["a byte order mark", rawFile("\ufeff{}"), /must begin with "\{"/],
    ["bytes that are no UTF-8", rawFile(Uint8Array.of(0x7b, 0x22, 0xff, 0x22)), /must be UTF-8/],
    ["surrogates in UTF-8", rawFile(Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22)), /must be UTF-8/],
    ["half a surrogate pair in an escape", rawFile('{"\\ud800":1}'), /must be a JSON string of Unicode characters/],
    ["an escape that JSON has not", rawFile('{"\\x":1}'), /must be a JSON string/],
    ["a bare control character", rawFile('{"\n":1}'), /must be a JSON string/],
    [
      "a header that ends within",
      rawFile('{"a":{"dtype":"U8"'),
      /the header must have \} at character 18, received its end/,
    ],
    ["a text that does not end", rawFile('{"a\\"'), /must end in a quote/],
    ["more after the object", rawFile("{} {}"), /must end after its object, or in spaces, received "\{\}"/],
    ["a zero byte after the object", rawFile("{}\0"), /must end after its object/],
    ["a comma at the end", rawFile('{"__metadata__":{},}'), /the header must have " at character 19/],
    ["deep nesting", rawFile(`{"a":${"[".repeat(1_000_000)}`), /tensor "a": the header must have \{ at character 5/],
    [
      "a number of a million digits",
      rawFile(headerOf({ shape: `[${"1".repeat(1_000_000)}]` })),
      /must hold integers in \[0, 2\^53\), received 1{40}$/,
    ],
    [
      "metadata that are no texts",
      rawFile('{"__metadata__":{"a":1}}'),
      /the value of __metadata__ "a": the header must have "/,
    ],
    [
      "metadata twice",
      rawFile('{"__metadata__":{},"__metadata__":{}}'),
      /distinct names, received "__metadata__" twice/,
    ],
    [
      "a text of the metadata twice",
      rawFile('{"__metadata__":{"a":"","\\u0061":""}}'),
      /distinct names, received "a" twice/,
    ],
    [
      "a field twice",
      rawFile(headerOf({ dtype: '"U8","dtype":"U8"' }), [1, 2]),
      /distinct names, received "dtype" twice/,
    ],
    ["a field too few", rawFile('{"a":{"dtype":"U8","shape":[]}}'), /received no data_offsets/],
    ["an unknown type", rawFile(headerOf({ dtype: '"U24"' }), [1, 2]), /dtype must be one of BOOL, U8.*received "U24"/],
    ["a type of Object's prototype", rawFile(headerOf({ dtype: '"constructor"' }), [1, 2]), /dtype must be one of/],
    [
      "a negative axis",
      rawFile(headerOf({ shape: "[-2]" }), [1, 2]),
      /shape must hold integers in \[0, 2\^53\), received -2/,
    ],
    ["a fraction", rawFile(headerOf({ shape: "[2.0]" }), [1, 2]), /received 2\.0/],
    ["an exponent", rawFile(headerOf({ shape: "[2e0]" }), [1, 2]), /received 2e0/],
    ["an axis of 2^53", rawFile(headerOf({ shape: "[9007199254740992]" }), [1, 2]), /received 9007199254740992/],
    [
      "a shape whose product is 2^104",
      rawFile(headerOf({ shape: "[4503599627370496,4503599627370496]" }), [1, 2]),
      /fewer than 2\^53 values/,
    ],
    [
      "nine exabytes in 100 bytes",
      rawFile(headerOf({ shape: "[8,1125899906842623]", offsets: "[0,9007199254740984]" })),
      /must cover the data to the file's end, 9007199254740984 bytes, received 0 \(it may have been cut off\)/,
    ],
    [
      "a shape that its bytes do not hold",
      rawFile(headerOf({ shape: "[3]" }), [1, 2]),
      /U8 of shape \[3\] must have 3 bytes, received data_offsets of 2/,
    ],
    [
      "bytes that its shape does not need",
      rawFile(headerOf({ shape: "[1]" }), [1, 2]),
      /U8 of shape \[1\] must have 1 bytes, received data_offsets of 2/,
    ],
    [
      "three offsets",
      rawFile(headerOf({ offsets: "[0,2,2]" }), [1, 2]),
      /data_offsets must be two integers, received 3/,
    ],
    [
      "a hole",
      rawFile(headerOf({ offsets: "[1,3]" }), [0, 1, 2]),
      /data_offsets must begin at 0, .* received \[1, 3\]/,
    ],
    [
      "an end before its beginning",
      rawFile(
        headerOf({ offsets: "[0,2]" }).replace("}}", '},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,1]}}'),
        [1, 2],
      ),
      /tensor "b": data_offsets must begin at 2/,
    ],
    [
      "an overlap",
      rawFile(headerOf().replace("}}", '},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}'), [1, 2]),
      /tensor "b": data_offsets must begin at 2, .* received \[1, 2\]/,
    ],
    [
      "bytes after the last tensor",
      rawFile(headerOf(), [1, 2, 3]),
      /must cover the data to the file's end, 2 bytes, received 3$/,
    ],
    ["a truth value of 2", rawFile(headerOf({ dtype: '"BOOL"' }), [1, 2]), /BOOL must be 0 or 1, received 2 at 1/],
  ])("refuses %s", (_what, file, message) => {
    expect(() => decodeSafetensors(file)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(file)).toThrow(message);
  });

  it("says in one line what is in a file, whatever its characters", () => {
    const line = '{"a\\u2028\\u0085\\n":1}';
    expect(() => decodeSafetensors(rawFile(line))).toThrow(/^decodeSafetensors: tensor "a {2}\\n": .*$/);
  });

  it("reads a header of many megabytes of one text, and of many names", () => {
    const long = `{"__metadata__":{"a":"${"x\\\\".repeat(3_000_000)}"}}`;
    expect(decodeSafetensors(rawFile(long)).metadata["a"]).toHaveLength(6_000_000);
    const many = Array.from({ length: 10_000 }, (_, i) => `"t${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`);
    expect(Object.keys(decodeSafetensors(rawFile(`{${many.join(",")}}`)).tensors)).toHaveLength(10_000);
  });
});
