import {
  _FusedMatMul,
  BatchMatMul,
  broadcast_util,
  getKernel,
  registerKernel,
  Tile,
  Reshape,
  unregisterKernel,
  type KernelConfig,
  type TensorInfo,
} from "@tensorflow/tfjs-core";

const CPU = "cpu";
const ours = new WeakSet<KernelConfig>();

/** What is used of the backend. */
interface CpuBackend {
  disposeIntermediateTensorInfo(info: TensorInfo): void;
}

/**
 * Registers the kernels that TensorFlow.js 4.22 has wrong on the "cpu" backend: products of stacks of matrices where one is
 * repeated along some of several axes. Calling it again changes nothing.
 *
 * @internal
 */
export function registerCpuTrainingKernels(): void {
  for (const kernelName of [BatchMatMul, _FusedMatMul]) {
    const stock = getKernel(kernelName, CPU);
    if (ours.has(stock)) continue;
    const config = spreadProduct(stock);
    ours.add(config);
    unregisterKernel(kernelName, CPU);
    registerKernel(config);
  }
}

/** Repeats the matrices of both operands before the stock kernel pairs them. */
function spreadProduct(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelFunc: (given) => {
      const { a, b } = given.inputs;
      if (a === undefined || b === undefined) return stock.kernelFunc(given);
      const stack = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      if (stack.length < 2) return stock.kernelFunc(given);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry hands a kernel the backend it is registered for
      const backend = given.backend as unknown as CpuBackend;
      const [left, right] = [spread(a, stack, given.backend), spread(b, stack, given.backend)];
      const result = stock.kernelFunc({ ...given, inputs: { ...given.inputs, a: left, b: right } });
      backend.disposeIntermediateTensorInfo(left);
      backend.disposeIntermediateTensorInfo(right);
      return result;
    },
  };
}

/** The operand with matrices in the stack's shape. The caller releases it. */
function spread(info: TensorInfo, stack: readonly number[], backend: object): TensorInfo {
  const shape = [...Array.from({ length: stack.length + 2 - info.shape.length }, () => 1), ...info.shape];
  const reps = shape.map((size, axis) => (size === 1 ? (stack[axis] ?? 1) : 1));
  const run = (name: string, x: TensorInfo, attrs: object): TensorInfo => {
    const result = getKernel(name, CPU).kernelFunc({ inputs: { x }, attrs: { ...attrs }, backend });
    if (Array.isArray(result)) throw new Error(`${name}: expected one output, received ${result.length}`);
    return result;
  };
  const reshaped = run(Reshape, info, { shape });
  const repeated = run(Tile, reshaped, { reps });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  (backend as CpuBackend).disposeIntermediateTensorInfo(reshaped);
  return repeated;
}
