import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { Heap } from "../../src/native/heap.ts";
import type { Koffi } from "../../src/native/onednn/koffi.ts";

const GIB = 2 ** 30;

/** A heap at an address, with one tensor at an offset as C++ in WebAssembly returns it: signed, of 32 bits. */
function heapAt(base: bigint, offset: number): { heap: Heap; grow: (address: bigint) => void; lookUps: () => number } {
  let address = base;
  let lookUps = 0;
  const wasm = { HEAPU8: new Uint8Array(1) };
  // Only what Heap uses of the two.
  const koffi = { address: () => ((lookUps += 1), address) } as unknown as Koffi;
  const backend = { wasm, getMemoryOffset: () => offset } as unknown as BackendWasm;
  const grow = (to: bigint): void => {
    address = to;
    wasm.HEAPU8 = new Uint8Array(2);
  };
  return { heap: new Heap(koffi, backend), grow, lookUps: () => lookUps };
}

const tensor = (...shape: number[]) => ({ dataId: {}, shape, dtype: "float32" as const });

describe("Heap", () => {
  it("adds the offset to the heap's address, which it looks up once", () => {
    const { heap, lookUps } = heapAt(0x7f00_0000_0000n, 4096);
    expect(heap.addressOf(tensor(3))).toBe(0x7f00_0000_1000);
    expect(heap.addressOf(tensor(3))).toBe(0x7f00_0000_1000);
    expect(lookUps()).toBe(1);
  });

  it("looks the address up again after the memory has grown", () => {
    const { heap, grow } = heapAt(0x1000_0000n, 16);
    expect(heap.addressOf(tensor(1))).toBe(0x1000_0010);
    grow(0x2000_0000n);
    expect(heap.addressOf(tensor(1))).toBe(0x2000_0010);
  });

  it("takes offsets beyond 2 GiB as they are meant, also where they came as negative integers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 * GIB, max: 4 * GIB - 8 }), fc.boolean(), (offset, isSigned) => {
        const { heap } = heapAt(0x7fff_0000_0000n, isSigned ? offset - 4 * GIB : offset);
        expect(heap.addressOf(tensor(2))).toBe(0x7fff_0000_0000 + offset);
      }),
    );
  });

  it("refuses a tensor for which there was no memory, before native code writes", () => {
    // malloc's answer where the heap is full; and one that reaches beyond the 4 GiB, whose size malloc took modulo 2^32.
    for (const { heap } of [heapAt(4096n, 0)]) expect(() => heap.addressOf(tensor(7))).toThrow(BackendError);
    const { heap } = heapAt(4096n, 1024);
    expect(() => heap.addressOf(tensor(1024, 1024, 1024))).toThrow(
      /no room for a tensor of shape \[1024,1024,1024\]; use smaller batches/u,
    );
    expect(heap.addressOf(tensor(1024, 1024, 1023))).toBe(4096 + 1024);
  });
});
