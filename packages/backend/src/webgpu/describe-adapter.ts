import type { GpuAdapterInfo } from "./gpu-types.ts";

/**
 * A name for an adapter: maker and family, and the model where it says more than the family.
 *
 * @param info - what WebGPU tells
 * @returns such as "google swiftshader", or `undefined` where nothing is told
 * @internal
 */
export function describeAdapter({
  vendor = "",
  architecture = "",
  device = "",
  description = "",
}: GpuAdapterInfo): string | undefined {
  const family = [vendor, architecture].filter(Boolean).join(" ");
  const addsSomething = device !== "" && !(architecture !== "" && device.includes(architecture));
  const model = addsSomething ? device : "";
  if (family === "") return model || description || undefined;
  return model === "" ? family : `${family} (${model})`;
}
