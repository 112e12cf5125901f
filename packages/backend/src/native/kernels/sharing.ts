import { Cast, Identity, type DataType, type TensorInfo } from "@tensorflow/tfjs-core";
import { nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";

/** The same buffer under another tensor: nothing here ever writes into a tensor that it was given. */
function share({ inputs: { x }, backend }: NativeCall<unknown>): TensorInfo | undefined {
  if (x === undefined) return undefined;
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/**
 * Copies that need none. The WASM kernels copy, some 800 times in a training step.
 *
 * @internal
 */
export const sharingKernels: readonly NativeKernel[] = [
  nativeKernel(Identity, share),
  nativeKernel<{ readonly dtype: DataType }>(Cast, (call) =>
    call.inputs["x"]?.dtype === call.attrs.dtype && call.attrs.dtype !== "string" ? share(call) : undefined,
  ),
];
