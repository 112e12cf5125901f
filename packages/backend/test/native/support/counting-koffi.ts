import type { Koffi, NativeArgument } from "../../../src/native/onednn/koffi.ts";

/** Objects that a library was asked to make and to free, by their kind, such as "memory". */
export type Handles = ReadonlyMap<string, { readonly made: number; readonly freed: number }>;

/** koffi whose libraries count what they make and free. */
export interface CountingKoffi {
  readonly koffi: Koffi;
  readonly handles: Handles;
  /** Made and not freed, by kind; kinds with none are left out. */
  readonly alive: () => Readonly<Record<string, number>>;
  /** Freed twice, or never made. */
  readonly wronglyFreed: () => number;
}

// What makes an object of each kind, and what frees it; `dnnl_` and the family are left out.
const MAKES =
  /^dnnl_(?:.*_)?(primitive_desc|memory_desc|memory|primitive|engine|stream|post_ops|primitive_attr)_create(?:_with_\w+)?$/u;
const FREES = /^dnnl_(primitive_desc|memory_desc|memory|primitive|engine|stream|post_ops|primitive_attr)_destroy$/u;

/** Wraps koffi; a status other than 0 makes nothing. */
export function countingKoffi(koffi: Koffi): CountingKoffi {
  const handles = new Map<string, { made: number; freed: number }>();
  const alive = new Map<bigint, string>();
  let wronglyFreed = 0;
  const of = (kind: string): { made: number; freed: number } => {
    const known = handles.get(kind) ?? { made: 0, freed: 0 };
    handles.set(kind, known);
    return known;
  };
  const wrap = (name: string, call: (...given: readonly NativeArgument[]) => unknown) => {
    const made = MAKES.exec(name)?.[1];
    const freed = FREES.exec(name)?.[1];
    return (...given: readonly NativeArgument[]): unknown => {
      if (freed !== undefined) {
        const [pointer] = given;
        if (typeof pointer !== "bigint" || alive.get(pointer) !== freed) wronglyFreed += 1;
        else alive.delete(pointer);
        of(freed).freed += 1;
      }
      const status = call(...given);
      const [out] = given;
      if (made !== undefined && status === 0 && out instanceof BigUint64Array) {
        alive.set(out[0] as bigint, made);
        of(made).made += 1;
      }
      return status;
    };
  };
  return {
    koffi: {
      address: (view) => koffi.address(view),
      decode: (address, offset, type) => koffi.decode(address, offset, type),
      load: (path) => {
        const library = koffi.load(path);
        return { func: (name, result, parameters) => wrap(name, library.func(name, result, parameters)) };
      },
    },
    handles,
    alive: () => {
      const counts: Record<string, number> = {};
      for (const kind of alive.values()) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    },
    wronglyFreed: () => wronglyFreed,
  };
}
