import type { WasmMemory } from "../../../src/fused-kernels/heap-functions.ts";

interface MemoryLimits {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

interface WebAssemblyGlobal {
  validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Memory: new (limits: MemoryLimits) => WasmMemory;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...given: readonly number[]) => number>> };
}

/** The global, which the library's types know only with those of a page. */
export const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyGlobal };
