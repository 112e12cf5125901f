/** WebAssembly code. An expression leaves its value on the stack, a statement nothing. @internal */
export type Code = readonly number[];

/** Types of parameters, locals and results. @internal */
export const wasmTypes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** A type by its name. @internal */
export type WasmType = keyof typeof wasmTypes;

/** A function to be assembled. @internal */
export interface WasmFunction {
  readonly parameters: readonly WasmType[];
  /** Numbered after the parameters; zero at the start. */
  readonly locals: readonly WasmType[];
  readonly result?: WasmType;
  /** Ends with the result on the stack, if there is one. */
  readonly body: Code;
}

/** What memory the functions work on: of one thread or shared by several. @internal */
export type MemoryKind = "own" | "shared";

/** A whole number in as many groups of seven bits as it takes, the low ones first. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

const sized = (bytes: Code): number[] => [...unsigned(bytes.length), ...bytes];
const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): number[] => [id, ...sized(content)];
const text = (value: string): number[] => sized([...new TextEncoder().encode(value)]);

/** "\0asm", version 1. */
const HEADER: Code = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const MOST_PAGES = 65_536;
/** Memory that is shared has a limit, and so has to have the import. */
const limits: Readonly<Record<MemoryKind, Code>> = { own: [0, 0], shared: [3, 0, ...unsigned(MOST_PAGES)] };

/**
 * A binary module that exports functions on a memory, which it imports as `heap.memory`.
 *
 * @param functions - by the names that they are exported under
 * @param memory - which kind of memory
 * @returns the bytes for `new WebAssembly.Module`
 * @see https://www.w3.org/TR/wasm-core-2/#binary-modules%E2%91%A0
 * @internal
 */
export function assemble(
  functions: Readonly<Record<string, WasmFunction>>,
  memory: MemoryKind,
): Uint8Array<ArrayBuffer> {
  const all = Object.entries(functions);
  const types = (names: readonly WasmType[]): number[] => list(names.map((name) => [wasmTypes[name]]));
  const signatures = all.map(([, { parameters, result }]) => [
    0x60,
    ...types(parameters),
    ...types(result === undefined ? [] : [result]),
  ]);
  const bodies = all.map(([, { locals, body }]) =>
    sized([...list(locals.map((name) => [1, wasmTypes[name]])), ...body, 0x0b]),
  );
  return Uint8Array.from([
    ...HEADER,
    ...section(1, list(signatures)),
    ...section(2, list([[...text("heap"), ...text("memory"), 2, ...limits[memory]]])),
    ...section(3, list(all.map((_, index) => unsigned(index)))),
    ...section(7, list(all.map(([name], index) => text(name).concat(0, unsigned(index))))),
    ...section(10, list(bodies)),
  ]);
}

/** The value of a parameter or local. @internal */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
/** Sets a local. @internal */
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** A whole number, 0 to 63. @internal */
export const whole = (value: number): Code => [0x41, value];
/** Adds whole numbers. @internal */
export const sum = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
/** Subtracts whole numbers. @internal */
export const difference = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
/** Runs statements, and again as long as the condition is not 0. @internal */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];

const simd = (instruction: number): Code => [0xfd, ...unsigned(instruction)];
/** Aligned to 4 bytes at least. */
const at = (offset: number): Code => [2, ...unsigned(offset)];
const binary =
  (instruction: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(instruction)];

/** The vector at an address and an offset: four float32 or two float64. @internal */
export const load = (address: Code, offset = 0): Code => [...address, ...simd(0x00), ...at(offset)];
/** Two float32 at an address and an offset, as float64. @internal */
export const loadPair = (address: Code, offset = 0): Code => [...address, ...simd(0x5d), ...at(offset), ...simd(0x5f)];
/** Writes a vector at an address and an offset. @internal */
export const store = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...simd(0x0b),
  ...at(offset),
];
/** Writes two float64 at an address and an offset as float32, rounded to nearest. @internal */
export const storePair = (address: Code, value: Code, offset: number): Code => [
  ...address,
  ...value,
  ...simd(0x5e),
  ...simd(0x5b),
  ...at(offset),
  0,
];
/** Four times a float32. @internal */
export const splat = (value: Code): Code => [...value, ...simd(0x13)];
/** Bit by bit, 1 where either is. @internal */
export const either: (a: Code, b: Code) => Code = binary(0x50);
/** Four float32 sums, and so on for the other operations. @internal */
export const plus: (a: Code, b: Code) => Code = binary(0xe4);
/** See {@link plus}. @internal */
export const minus: (a: Code, b: Code) => Code = binary(0xe5);
/** See {@link plus}. @internal */
export const times: (a: Code, b: Code) => Code = binary(0xe6);
/** See {@link plus}. @internal */
export const over: (a: Code, b: Code) => Code = binary(0xe7);
/** Four square roots. @internal */
export const root = (value: Code): Code => [...value, ...simd(0xe3)];
/** Two float64 sums. @internal */
export const plusPair: (a: Code, b: Code) => Code = binary(0xf0);
/** Two float64 differences. @internal */
export const minusPair: (a: Code, b: Code) => Code = binary(0xf1);
/** Two float64 products. @internal */
export const timesPair: (a: Code, b: Code) => Code = binary(0xf2);
/** One of a vector's numbers, and what is done with it and the one before. */
const extract = (value: Code, instruction: number, lane: number, then: Code): Code => [
  ...value,
  ...simd(instruction),
  lane,
  ...then,
];
/** The sum of the four float32. @internal */
export const sumOfLanes = (value: Code): Code =>
  [0, 1, 2, 3].flatMap((lane) => extract(value, 0x1f, lane, lane === 0 ? [] : [0x92]));
/** The sum of the two float64. @internal */
export const sumOfPair = (value: Code): Code =>
  [0, 1].flatMap((lane) => extract(value, 0x21, lane, lane === 0 ? [] : [0xa0]));
