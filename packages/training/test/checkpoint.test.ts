import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Checkpoint, CheckpointError, decodeCheckpoint, encodeCheckpoint } from "@lipschitz-gan/training";

const checkpoint: Checkpoint = {
  step: 3,
  tensors: {
    "critic/first/kernel": { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, -0, 3e38, 2 ** -149) },
    "critic/σ": { shape: [], values: Float32Array.of(7) },
    "10": { shape: [0], values: new Float32Array(0) },
  },
  counters: { generator: 3, critic: 15 },
};

const bits = ({ values }: { values: Float32Array }): number[] => [
  ...new Uint32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength)),
];

describe("a checkpoint", () => {
  it("comes back as it went, to the bit, names and empty tensors included", async () => {
    const back = await decodeCheckpoint(await encodeCheckpoint(checkpoint), "memory");
    expect(back.step).toBe(3);
    expect(back.counters).toEqual(checkpoint.counters);
    expect(Object.keys(back.tensors)).toEqual(Object.keys(checkpoint.tensors));
    for (const [name, saved] of Object.entries(checkpoint.tensors)) {
      expect(back.tensors[name]?.shape).toEqual(saved.shape);
      expect(bits(back.tensors[name]!), `tensor ${name}`).toEqual(bits(saved));
    }
  });

  it("is the same bytes each time, and does not care where in memory they lie", async () => {
    const bytes = await encodeCheckpoint(checkpoint);
    expect(await encodeCheckpoint(checkpoint)).toEqual(bytes);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect((await decodeCheckpoint(shifted.subarray(3), "memory")).step).toBe(3);
  });

  it("is refused with any byte changed, anywhere", async () => {
    const bytes = await encodeCheckpoint(checkpoint);
    for (let i = 0; i < bytes.length; i++) {
      const damaged = Uint8Array.from(bytes);
      damaged[i] = (damaged[i] ?? 0) ^ (1 << (i % 8));
      const refused = await decodeCheckpoint(damaged, `byte-${i}`).then(
        () => "taken",
        (error: unknown) => error,
      );
      expect(refused, `byte ${i}`).toBeInstanceOf(CheckpointError);
      expect(String(refused)).toContain(`byte-${i}: must`);
    }
  });

  it("is refused when cut short anywhere, empty, or with something after it", async () => {
    const bytes = await encodeCheckpoint(checkpoint);
    for (let length = 0; length < bytes.length; length++) {
      await expect(decodeCheckpoint(bytes.slice(0, length), "cut")).rejects.toThrow(CheckpointError);
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    await expect(decodeCheckpoint(longer, "longer")).rejects.toThrow(CheckpointError);
  });

  it("comes back as it went, whatever its names, shapes and values", async () => {
    const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) =>
      fc
        .array(fc.float(), {
          minLength: shape.reduce((product, n) => product * n, 1),
          maxLength: shape.reduce((product, n) => product * n, 1),
        })
        .map((values) => ({ shape, values: Float32Array.from(values) })),
    );
    const names = fc.string().filter((name) => name !== "__proto__");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, tensor), fc.nat(), async (tensors, step) => {
        const back = await decodeCheckpoint(await encodeCheckpoint({ step, tensors, counters: {} }), "memory");
        expect(back.step).toBe(step);
        expect(Object.keys(back.tensors)).toEqual(Object.keys(tensors));
        for (const [name, saved] of Object.entries(tensors)) {
          expect(back.tensors[name]?.shape).toEqual(saved.shape);
          expect([...(back.tensors[name]?.values ?? [])]).toEqual([...saved.values]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
