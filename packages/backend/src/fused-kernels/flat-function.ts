import {
  difference,
  get,
  repeatWhile,
  set,
  splat,
  sum,
  whole,
  type Code,
  type WasmFunction,
  type WasmType,
} from "./wasm-assembler.ts";

/** A step over vectors: four float32 at each address. */
const FLOATS = 4;
const BYTES = 16;
/** Four float64, two vectors of two. */
const WIDE_BYTES = 32;

/** What a flat function does. @internal */
export interface FlatParts {
  /** Types of the locals, which start at zero. */
  readonly locals: readonly WasmType[];
  /** Takes the positions of the first number and of the first local. */
  readonly code: (number: number, local: number) => FlatCode;
  readonly result?: WasmType;
  /** Which of the addresses, numbered from 0, are those of float64; none unless given. */
  readonly wide?: readonly number[];
}

/** See {@link FlatParts}. @internal */
export interface FlatCode {
  /** Done once. */
  readonly before?: Code;
  /** Done for every four entries. */
  readonly each: Code;
  /** Leaves the result. */
  readonly after?: Code;
}

/**
 * A function of a count, some addresses and some numbers that takes four numbers at each address after the other.
 *
 * @param addresses - how many addresses, the parameters from 1 on
 * @param numbers - how many float32 follow them
 * @param parts - what it does; the count is a positive multiple of 4
 * @internal
 */
export function flat(addresses: number, numbers: number, { locals, code, result, wide = [] }: FlatParts): WasmFunction {
  const count = 0;
  const first = 1 + addresses;
  const { before = [], each, after = [] } = code(first, first + numbers);
  const stepOf = (address: number): number => (wide.includes(address) ? WIDE_BYTES : BYTES);
  const advance = Array.from({ length: addresses }, (_, i) => set(1 + i, sum(get(1 + i), whole(stepOf(i))))).flat();
  const left = set(count, difference(get(count), whole(FLOATS)));
  return {
    parameters: ["i32", ...copies(addresses, "i32"), ...copies(numbers, "f32")],
    locals,
    ...(result === undefined ? {} : { result }),
    body: [...before, ...repeatWhile([...each, ...advance, ...left], get(count)), ...after],
  };
}

function copies(count: number, type: WasmType): WasmType[] {
  return Array.from({ length: count }, () => type);
}

/** Sets the locals from `to` on to the numbers from `from` on, each four times. @internal */
export function spread(from: number, to: number, count: number): Code {
  return positions(from, count).flatMap((number, i) => set(to + i, splat(number)));
}

/** The values of parameters or locals that follow each other. @internal */
export function positions(from: number, count: number): readonly Code[] {
  return Array.from({ length: count }, (_, i) => get(from + i));
}

/** Locals of vectors. @internal */
export function vectors(count: number): readonly WasmType[] {
  return copies(count, "v128");
}
