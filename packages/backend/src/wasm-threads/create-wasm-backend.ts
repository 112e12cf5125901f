import { BackendWasm, setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { refuseWhenFull } from "./refuse-when-full.ts";
import type { StartedModule } from "./start-wasm-module.ts";

/**
 * Builds TensorFlow.js' WASM backend on a started module, as the package itself does on its own, and has it refuse what its heap has
 * no room for.
 *
 * @param threads - threads to start in the module
 *
 * @internal
 */
export function createWasmBackend(
  { module, terminate }: StartedModule,
  threads: number,
): { backend: BackendWasm; terminate: () => Promise<void> } {
  setThreadsCount(threads);
  const tfjs = {
    init: module.cwrap("init", null, []),
    initWithThreadsCount: module.cwrap("init_with_threads_count", null, ["number"]),
    getThreadsCount: module.cwrap("get_threads_count", "number", []),
    registerTensor: module.cwrap("register_tensor", null, ["number", "number", "number"]),
    disposeData: module.cwrap("dispose_data", null, ["number"]),
    dispose: module.cwrap("dispose", null, []),
  };
  return { backend: refuseWhenFull(new BackendWasm(Object.assign(module, { tfjs }))), terminate };
}
