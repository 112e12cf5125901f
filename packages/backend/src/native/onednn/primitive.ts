import { succeed, type Described } from "./dialect.ts";
import type { NativeArgument } from "./koffi.ts";
import type { Library } from "./library.ts";
import type { Family, Layout, Operation } from "./operation.ts";
import { Owned } from "./owned.ts";

/** Keys of tensors in an execution, alike in 2.x and 3.x. @internal */
export const SOURCE = 1;
/** The second source of a binary operation. @internal */
export const SOURCE_1 = 2;
/** The result. @internal */
export const DESTINATION = 17;
/** The kernel of a convolution, the right operand of a product. @internal */
export const WEIGHTS = 33;
/** What is added to each channel. @internal */
export const BIAS = 41;
/** A batch normalization's mean of each channel. @internal */
export const MEAN = 49;
/** A batch normalization's variance of each channel. @internal */
export const VARIANCE = 50;
/** What a batch normalization multiplies each channel by. @internal */
export const SCALE = 51;
/** What a batch normalization adds to each channel then. @internal */
export const SHIFT = 52;
/** What a max pooling remembers for its gradient. @internal */
export const WORKSPACE = 64;
/** The gradient with respect to the source. @internal */
export const SOURCE_GRADIENT = 129;
/** The gradient with respect to the result. @internal */
export const DESTINATION_GRADIENT = 145;
/** The gradient with respect to the weights. @internal */
export const WEIGHTS_GRADIENT = 161;
/** The gradient with respect to a batch normalization's scale. @internal */
export const SCALE_GRADIENT = 255;

/** A tensor of an execution, as the caller holds it. @internal */
export interface Binding {
  readonly argument: number;
  readonly layout: Layout;
}

/** An operation made ready for tensors of given layouts. @internal */
export interface Primitive {
  /** Bytes that it holds for reordered tensors. */
  readonly ownBytes: number;
  /**
   * Runs it.
   *
   * @param addresses - where the tensors lie, in the order of the bindings
   */
  readonly run: (...addresses: readonly number[]) => void;
  /** Frees what it holds in the library. */
  readonly dispose: () => void;
}

const ALLOCATE = 2n ** 64n - 1n;
const RESULTS: ReadonlySet<number> = new Set([DESTINATION, SOURCE_GRADIENT, WEIGHTS_GRADIENT, SCALE_GRADIENT]);
const isOutput = (argument: number, family: Family): boolean =>
  RESULTS.has(argument) || (argument === WORKSPACE && family === "pooling_forward");

/**
 * Makes a primitive. Tensors whose layout the operation leaves open are copied into the layout that oneDNN prefers, and
 * results back, within each run.
 *
 * @param library - the opened library
 * @param operation - what to compute
 * @param bindings - the tensors, each with the layout in which the caller holds it
 * @throws {@link OneDnnError} if the library cannot
 * @internal
 */
export function makePrimitive(library: Library, operation: Operation, bindings: readonly Binding[]): Primitive {
  const { calls, dialect, engine, stream } = library;
  const owned = new Owned();
  const passing = new Owned();
  let ownBytes = 0;
  const memoryOf = (layout: NativeArgument, handle: bigint): bigint => {
    const out = new BigUint64Array(1);
    succeed(calls.createMemory(out, layout, engine, handle), "memory");
    const [memory = 0n] = out;
    owned.own({ pointer: memory, free: () => calls.destroyMemory(memory) });
    return memory;
  };
  const executable = (descriptor: Described): bigint => {
    const pointer = passing.own(descriptor);
    const out = new BigUint64Array(1);
    succeed(calls.createPrimitive(out, pointer), operation.family);
    const [primitive = 0n] = out;
    owned.own({ pointer: primitive, free: () => calls.destroyPrimitive(primitive) });
    return primitive;
  };
  try {
    const descriptor = dialect.describeOperation(engine, operation);
    const primitive = executable(descriptor);
    const memories: bigint[] = [];
    const before: (() => unknown)[] = [];
    const after: (() => unknown)[] = [];
    const given = bindings.flatMap(({ argument, layout }) => {
      const held = passing.own(dialect.describeLayout(layout));
      const memory = memoryOf(held, 0n);
      memories.push(memory);
      const wanted = calls.layoutOfArgument(descriptor.pointer, 255, argument) as bigint;
      if (calls.areLayoutsEqual(held, wanted) !== 0) return [BigInt(argument), memory];
      const inner = memoryOf(wanted, ALLOCATE);
      ownBytes += Number(calls.sizeOfLayout(wanted));
      const isResult = isOutput(argument, operation.family);
      const [from, to] = isResult ? [wanted, held] : [held, wanted];
      const reorder = executable(library.describeReorder(from, to));
      const moved = isResult ? [inner, memory] : [memory, inner];
      const pair = BigUint64Array.of(BigInt(SOURCE), moved[0] ?? 0n, BigInt(DESTINATION), moved[1] ?? 0n);
      (isResult ? after : before).push(() => calls.execute(reorder, stream, 2, pair));
      return [BigInt(argument), inner];
    });
    const execution = BigUint64Array.from(given);
    const steps = [...before, () => calls.execute(primitive, stream, bindings.length, execution), ...after];
    const run = (...addresses: readonly number[]): void => {
      for (let i = 0; i < memories.length; i++) calls.setHandle(memories[i] as bigint, addresses[i] as number);
      for (const step of steps) {
        const status = step();
        if (status !== 0) succeed(status, operation.family);
      }
    };
    return { ownBytes, run, dispose: () => owned.dispose() };
  } catch (error) {
    owned.dispose();
    throw error;
  } finally {
    passing.dispose();
  }
}
