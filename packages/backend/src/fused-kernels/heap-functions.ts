import { flat, positions, spread, vectors } from "./flat-function.ts";
import {
  assemble,
  either,
  get,
  load,
  loadPair,
  minus,
  minusPair,
  over,
  plus,
  plusPair,
  root,
  set,
  store,
  storePair,
  sumOfLanes,
  sumOfPair,
  times,
  timesPair,
  type WasmFunction,
} from "./wasm-assembler.ts";

const adam = flat(7, 4, {
  locals: vectors(7),
  code: (number, local) => {
    const [gradient = [], weight = [], first = [], second = [], nextWeight = [], nextFirst = [], nextSecond = []] =
      positions(1, 7);
    const [beta1 = [], beta2 = [], scale = [], floor = []] = positions(local, 4);
    const [g, m, v] = [local + 4, local + 5, local + 6];
    return {
      before: spread(number, local, 4),
      each: [
        ...set(g, load(gradient)),
        ...set(m, plus(times(load(first), beta1), get(g))),
        ...set(v, plus(times(load(second), beta2), times(get(g), get(g)))),
        ...store(nextFirst, get(m)),
        ...store(nextSecond, get(v)),
        ...store(nextWeight, minus(load(weight), times(over(get(m), plus(root(get(v)), floor)), scale))),
      ],
    };
  },
});

const finiteness = flat(1, 0, {
  locals: vectors(2),
  code: (_, local) => {
    const [zeros, seen] = [get(local), get(local + 1)];
    // x · 0 is ±0 or NaN, and a NaN is none the less one for more bits.
    return { each: set(local + 1, either(seen, times(load(get(1)), zeros))), after: sumOfLanes(seen) };
  },
  result: "f32",
});

const dot = flat(2, 0, {
  locals: vectors(2),
  code: (_, local) => ({
    each: [0, 1].flatMap((i) =>
      set(local + i, plusPair(get(local + i), timesPair(loadPair(get(1), 8 * i), loadPair(get(2), 8 * i)))),
    ),
    after: sumOfPair(plusPair(get(local), get(local + 1))),
  }),
  result: "f64",
});

const quotient = flat(2, 2, {
  locals: vectors(2),
  code: (number, local) => ({
    before: spread(number, local, 2),
    each: store(get(2), times(over(load(get(1)), get(local)), get(local + 1))),
  }),
});

const deflate = flat(3, 3, {
  locals: vectors(3),
  code: (number, local) => ({
    before: spread(number, local, 3),
    each: store(
      get(3),
      times(over(minus(load(get(1)), times(load(get(2)), get(local))), get(local + 1)), get(local + 2)),
    ),
  }),
});

/** Twice two of the four numbers of a step: the offset in bytes of float32, and of float64. */
const pairs = [
  [0, 0],
  [8, 16],
] as const;

const squares = flat(2, 0, {
  locals: vectors(1),
  wide: [1],
  code: (_, local) => ({
    each: pairs.flatMap(([narrow, wide]) => [
      ...set(local, loadPair(get(1), narrow)),
      ...store(get(2), plusPair(load(get(2), wide), timesPair(get(local), get(local))), wide),
    ]),
  }),
});

const products = flat(3, 0, {
  locals: [],
  wide: [2],
  code: () => ({
    each: pairs.flatMap(([narrow, wide]) =>
      store(get(3), plusPair(load(get(3), wide), timesPair(loadPair(get(1), narrow), loadPair(get(2), narrow))), wide),
    ),
  }),
});

const rescale = flat(3, 0, {
  locals: [],
  wide: [1],
  code: () => ({
    each: pairs.flatMap(([narrow, wide]) =>
      storePair(get(3), timesPair(loadPair(get(1), narrow), load(get(2), wide)), narrow),
    ),
  }),
});

const combine = flat(5, 0, {
  locals: [],
  wide: [1, 3],
  code: () => ({
    each: pairs.flatMap(([narrow, wide]) =>
      storePair(
        get(5),
        minusPair(
          timesPair(loadPair(get(1), narrow), load(get(2), wide)),
          timesPair(loadPair(get(3), narrow), load(get(4), wide)),
        ),
        narrow,
      ),
    ),
  }),
});

type Flat<Result> = (count: number, ...addressesAndNumbers: readonly number[]) => Result;

/**
 * Functions on the heap of the WASM backend. All take a count first, a positive multiple of 4, then addresses (offsets in
 * bytes), then numbers, which are rounded to float32. Operations are those of float32 unless said, each rounded to nearest.
 *
 * @internal
 */
export interface HeapFunctions {
  /** Gradient, weight, two moments, the same three after the step; β1, β2, scale, floor: one step of Adam. */
  readonly adam: Flat<void>;
  /** Of x: 0 if all are finite, else NaN. */
  readonly finiteness: Flat<number>;
  /** Of a, b: Σ a·b, exact products summed in float64. */
  readonly dot: Flat<number>;
  /** Of x, out; divisor, scale: out = x / divisor · scale. */
  readonly quotient: Flat<void>;
  /** Of x, y, out; factor, divisor, scale: out = (x - factor · y) / divisor · scale. */
  readonly deflate: Flat<void>;
  /** Of x and float64 sums: sums + x², in float64. */
  readonly squares: Flat<void>;
  /** Of x, y and float64 sums: sums + x · y, in float64. */
  readonly products: Flat<void>;
  /** Of x, float64 factors, out: out = x · factor, rounded once. */
  readonly rescale: Flat<void>;
  /** Of x, float64 factors, y, float64 factors, out: out = x · factor - y · factor, in float64 and then rounded. */
  readonly combine: Flat<void>;
}

const functions: Readonly<Record<keyof HeapFunctions, WasmFunction>> = {
  adam,
  finiteness,
  dot,
  quotient,
  deflate,
  squares,
  products,
  rescale,
  combine,
};
/** A WebAssembly memory. @internal */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
}

/** What is used of the global `WebAssembly`, which the library's types know only with those of a page. */
interface WebAssemblyGlobal {
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/**
 * Functions on a memory.
 *
 * @param memory - the memory of the WASM backend
 * @returns the functions; undefined where WebAssembly has no vectors
 * @see https://www.w3.org/TR/wasm-core-2/#vector-instructions%E2%91%A0
 * @internal
 */
export function heapFunctions(memory: WasmMemory): HeapFunctions | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- there wherever a WebAssembly memory is
  const { validate, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;
  const kind = memory.buffer instanceof ArrayBuffer ? "own" : "shared";
  const bytes = assemble(functions, kind);
  if (!validate(bytes)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the exports are those that were assembled above
  return new Instance(new Module(bytes), { heap: { memory } }).exports as HeapFunctions;
}
