import { existsSync } from "node:fs";
import { startBackend } from "@lipschitz-gan/backend";

/** SwiftShader, as Debian's package `chromium` ships it. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** What a skipped test lacks. */
export const NEEDS_GPU = "(needs Debian's chromium and libvulkan1, or a GPU)";

/** Whether WebGPU starts, on the software GPU unless the user has chosen a driver; this process and its children find it. */
export async function hasGpu(): Promise<boolean> {
  if (process.env["VK_ICD_FILENAMES"] === undefined && existsSync(SWIFTSHADER)) {
    // The second keeps Mesa's device chooser from writing to stderr where there is no desktop.
    Object.assign(process.env, { VK_ICD_FILENAMES: SWIFTSHADER, NODEVICE_SELECT: "1" });
  }
  try {
    await (await startBackend("webgpu")).stop();
    return true;
  } catch {
    return false;
  }
}
