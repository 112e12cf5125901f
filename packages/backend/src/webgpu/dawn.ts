import { loadOptional, type PackageLoader } from "../internal/package-loader.ts";
import { BackendError } from "../backends/backend-error.ts";
import type { Gpu } from "./gpu-types.ts";

/**
 * Dawn's instances, for the rest of the process, by the package's own `create`. Nobody but the program holds on to them:
 * once such an object is collected, the next call on an adapter, a device or a buffer of it crashes the process. They do
 * not keep the process from ending.
 */
const instances = new Map<unknown, Gpu>();

const PACKAGE = "webgpu";
const VERSION = "^0.6.2";

/**
 * WebGPU for Node, the npm package `webgpu`, started once in a process. Its classes and constants (`GPUBuffer`,
 * `GPUBufferUsage` and so on) become global, as in a page; TensorFlow.js takes them from there.
 *
 * @throws {@link BackendError} if the package is missing or cannot be loaded
 * @internal
 */
export function startDawn(load: PackageLoader): Gpu {
  const module = loadOptional(PACKAGE, `${PACKAGE}@${VERSION}`, { load });
  if (!isDawn(module)) {
    throw new BackendError(
      `startBackend: ${PACKAGE} is installed but is not WebGPU for Node; run "npm install ${PACKAGE}@${VERSION}", ` +
        `or choose "wasm"`,
    );
  }
  const running = instances.get(module.create);
  if (running !== undefined) return running;
  for (const [name, value] of Object.entries(module.globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const gpu = module.create([]);
  instances.set(module.create, gpu);
  return gpu;
}

function isDawn(module: unknown): module is { create: (options: readonly string[]) => Gpu; globals: object } {
  return (
    typeof module === "object" &&
    module !== null &&
    "create" in module &&
    typeof module.create === "function" &&
    "globals" in module &&
    typeof module.globals === "object"
  );
}
