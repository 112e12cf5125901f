import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  fromBase64,
  hashModel,
  type ModelArtifacts,
  sha256,
  toBase64,
} from "@lipschitz-gan/certificates";

const nodeSha = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

describe("base64", () => {
  it("agrees with Node's own, both ways, for all bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64"));
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });

  it("takes more bytes than a call takes arguments", () => {
    const bytes = new Uint8Array(300_001).map((_, i) => i * 7);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  });

  it.each(["A", "AQI", "AQ=", "A===", "AQ ==", "AQ-_", "AQ==AQ=="])("refuses %s, which is none", (text) => {
    expect(() => fromBase64(text)).toThrow(/fromBase64/);
  });

  it.each(["AR==", "AQJ="])("refuses %s, a second text for the same bytes", (text) => {
    expect(() => fromBase64(text)).toThrow(/unused bits/);
  });

  it("has one text for each array of bytes: whatever is read is written as it was", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("A", "Q", "g", "Z", "+", "/", "=", "0"), maxLength: 12 }),
        (text) => {
          let bytes: Uint8Array;
          try {
            bytes = fromBase64(text);
          } catch {
            fc.pre(false);
            return;
          }
          expect(toBase64(bytes)).toBe(text);
        },
      ),
    );
  });
});

describe("canonicalJson", () => {
  it("does not depend on the order of keys, and is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it("sorts by code units, as RFC 8785 does in its example", () => {
    // RFC 8785, section 3.2.3
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect([...canonicalJson(value).matchAll(/:(\d)/g)].map(([, digit]) => digit).join("")).toBe("2467153");
  });

  it("refuses what is nested too deep, and does not run out of stack", () => {
    let deep: unknown = 0;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow(/at most 500 deep/);
  });

  it.each([Number.NaN, Infinity, undefined, () => 1])("refuses %s", (value) => {
    expect(() => canonicalJson([value])).toThrow(/must be JSON/);
  });
});

const model = (): ModelArtifacts => ({
  modelTopology: { class_name: "Sequential", config: { layers: [] } },
  weightSpecs: [
    { name: "a/kernel", shape: [1, 2], dtype: "float32" },
    { name: "a/bias", shape: [2], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
  ],
  weightData: Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 64, 7, 9).buffer,
});

describe("hashModel", () => {
  it("hashes each weight's bytes as they are stored, and all of it in canonical JSON", async () => {
    const { sha256: whole, weights } = await hashModel(model());
    const kernel = nodeSha(Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 64));
    const bias = nodeSha(Uint8Array.of(7, 9));
    expect(weights).toEqual([
      { name: "a/kernel", shape: [1, 2], dtype: "float32", sha256: kernel },
      { name: "a/bias", shape: [2], dtype: "float32", sha256: bias },
    ]);
    const text =
      `{"modelTopology":{"class_name":"Sequential","config":{"layers":[]}},"weights":[` +
      `{"dtype":"float32","name":"a/kernel","sha256":"${kernel}","shape":[1,2]},` +
      `{"dtype":"float32","name":"a/bias","quantization":{"dtype":"uint8","min":-1,"scale":0.5},"sha256":"${bias}","shape":[2]}]}`;
    expect(whole).toBe(nodeSha(text));
  });

  it("changes with every byte, name, shape and scale", async () => {
    const { sha256: before } = await hashModel(model());
    const specs = model().weightSpecs;
    const others: ModelArtifacts[] = [
      { ...model(), modelTopology: { class_name: "Sequential", config: { layers: [0] } } },
      { ...model(), weightSpecs: [{ ...specs[0]!, name: "b/kernel" }, specs[1]!] },
      { ...model(), weightSpecs: [{ ...specs[0]!, shape: [2, 1] }, specs[1]!] },
      {
        ...model(),
        weightSpecs: [specs[0]!, { ...specs[1]!, quantization: { dtype: "uint8", scale: 0.25, min: -1 } }],
      },
      ...Array.from({ length: 10 }, (_, i) => {
        const bytes = new Uint8Array(model().weightData);
        bytes[i] = (bytes[i] ?? 0) ^ 1;
        return { ...model(), weightData: bytes.buffer };
      }),
    ];
    const hashes = await Promise.all(others.map(async (other) => (await hashModel(other)).sha256));
    expect(new Set([before, ...hashes]).size).toBe(others.length + 1);
  });

  it("refuses data of another length, unknown types and shapes that are none", async () => {
    await expect(hashModel({ ...model(), weightData: new ArrayBuffer(9) })).rejects.toThrow(
      /must have 10 bytes, received 9/,
    );
    const spec = (change: object): ModelArtifacts => ({
      ...model(),
      weightSpecs: [{ ...model().weightSpecs[0]!, ...change }],
    });
    await expect(hashModel(spec({ dtype: "string" }))).rejects.toThrow(/a\/kernel: must have a known type/);
    await expect(hashModel(spec({ shape: [-1] }))).rejects.toThrow(/a shape, received float32 \[-1\]/);
    await expect(hashModel(spec({ shape: [1e300, 1e300] }))).rejects.toThrow(/a shape/);
  });
});

describe("sha256", () => {
  it("agrees with Node's own", async () => {
    const bytes = new Uint8Array(1000).map((_, i) => i);
    expect(await sha256(bytes)).toBe(nodeSha(bytes));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
