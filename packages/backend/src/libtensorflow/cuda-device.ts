/**
 * The names of the NVIDIA GPUs of this machine, as the driver's own tool prints them.
 *
 * @returns one name a GPU; none where the tool is missing or fails
 * @see https://docs.nvidia.com/deploy/nvidia-smi/index.html, query-gpu
 * @internal
 */
export function nvidiaNames(): readonly string[] {
  try {
    const text = process
      .getBuiltinModule("node:child_process")
      .execFileSync("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 5000,
        windowsHide: true,
      });
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  } catch {
    return [];
  }
}

/**
 * What to call the GPU that libtensorflow computes on. It does not tell which one that is, so that among different ones
 * all are named.
 *
 * @param names - the machine's GPUs
 * @internal
 */
export function cudaDevice(names: readonly string[]): string {
  const different = [...new Set(names)];
  if (different.length === 0) return "a CUDA device whose name is not known";
  return different.length === 1 ? String(different[0]) : `one of ${different.join(", ")}`;
}
