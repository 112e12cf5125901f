import { existsSync } from "node:fs";
import { ownRequire } from "../../../src/internal/package-loader.ts";
import { startDawn } from "../../../src/webgpu/dawn.ts";

/** SwiftShader, as Debian's package `chromium` ships it. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * What a process needs in its environment to find the software GPU; nothing where the user has chosen a driver. The
 * second variable keeps Mesa's device chooser from writing to stderr where there is no desktop.
 */
export const gpuEnvironment: Readonly<Record<string, string>> =
  process.env["VK_ICD_FILENAMES"] === undefined && existsSync(SWIFTSHADER)
    ? { VK_ICD_FILENAMES: SWIFTSHADER, NODEVICE_SELECT: "1" }
    : {};

/** What a skipped test lacks. */
export const NEEDS_GPU = "(needs Debian's chromium and libvulkan1, or a GPU)";

/** Whether there is an adapter, the software GPU counted. */
export async function hasGpu(): Promise<boolean> {
  Object.assign(process.env, gpuEnvironment); // read by the Vulkan loader when it is first called
  return (await startDawn(ownRequire()).requestAdapter({ powerPreference: "high-performance" })) !== null;
}
