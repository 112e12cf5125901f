import { describe, expect, it } from "vitest";
import {
  assemble,
  get,
  repeatWhile,
  set,
  sum,
  whole,
  difference,
  type WasmFunction,
} from "../../src/fused-kernels/wasm-assembler.ts";
import type { WasmMemory } from "../../src/fused-kernels/heap-functions.ts";
import { webAssembly } from "./support/web-assembly.ts";

/** 0 + n + (n - 1) + … + 1. */
const triangle: WasmFunction = {
  parameters: ["i32"],
  locals: ["i32"],
  result: "i32",
  body: [...repeatWhile([...set(1, sum(get(1), get(0))), ...set(0, difference(get(0), whole(1)))], get(0)), ...get(1)],
};
const nothing: WasmFunction = { parameters: [], locals: [], body: [] };

function exportsOf(
  memory: WasmMemory,
  functions: Readonly<Record<string, WasmFunction>>,
): Readonly<Record<string, (...given: readonly number[]) => number>> {
  const kind = memory.buffer instanceof ArrayBuffer ? "own" : "shared";
  const module = new webAssembly.Module(assemble(functions, kind));
  return new webAssembly.Instance(module, { heap: { memory } }).exports;
}

describe("assemble", () => {
  it.each([{ initial: 1 }, { initial: 1, maximum: 65_536, shared: true }])("makes functions on memory %o", (limits) => {
    const exported = exportsOf(new webAssembly.Memory(limits), { triangle, nothing });
    expect(Object.keys(exported)).toEqual(["triangle", "nothing"]);
    expect(exported["triangle"]?.(100)).toBe(5050);
  });

  it("writes lengths that take several bytes", () => {
    const long: WasmFunction = { ...triangle, body: Array.from({ length: 20_000 }, () => 0x01).concat(triangle.body) }; // no-ops
    const exported = exportsOf(new webAssembly.Memory({ initial: 1 }), { long });
    expect(exported["long"]?.(3)).toBe(6);
  });
});
