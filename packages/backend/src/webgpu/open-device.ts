import { messageOf } from "../internal/message-of.ts";
import { BackendError } from "../backends/backend-error.ts";
import { describeAdapter } from "./describe-adapter.ts";
import type { Gpu, GpuAdapter, GpuDevice } from "./gpu-types.ts";

/**
 * What TensorFlow.js raises in a page, too: without them a buffer ends at 256 MiB, of which a kernel sees 128.
 *
 * @see https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-backend-webgpu/src/base.ts
 */
const LIMITS = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** Lets `tf.time` and `tf.profile` measure; nothing else needs it. */
const TIMES = "timestamp-query";

/**
 * The fastest adapter of the machine, and a device on it with the adapter's own limits.
 *
 * @throws {@link BackendError} if there is no adapter or it gives no device
 * @internal
 */
export async function openDevice(gpu: Gpu): Promise<{ adapter: GpuAdapter; device: GpuDevice }> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new BackendError(
      "startBackend: webgpu found no graphics processor with a Vulkan, Metal or Direct3D 12 driver; install its driver " +
        '(under Linux also the Vulkan loader, "libvulkan1"), or choose "wasm"',
    );
  }
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: adapter.features.has(TIMES) ? [TIMES] : [],
      requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name] ?? 0])),
    });
    return { adapter, device };
  } catch (error) {
    throw new BackendError(
      `startBackend: ${describeAdapter(adapter.info) ?? "the graphics processor"} gives webgpu no device ` +
        `(${messageOf(error)}); end other programs that use it, or choose "wasm"`,
      { cause: error },
    );
  }
}
