import { startCpu } from "./start-cpu.ts";
import { startLibtensorflow } from "./start-libtensorflow.ts";
import { startNative } from "../native/start-native.ts";
import { startPage } from "./start-page.ts";
import { startWasm } from "./start-wasm.ts";
import { startWebgpu } from "./start-webgpu.ts";
import type { RunningBackend } from "./running-backend.ts";

/** A backend's name. */
export type KnownBackend = "native" | "wasm" | "cpu" | "node-gpu" | "node" | "webgpu" | "webgl";

/**
 * @internal
 */
export interface StartOneOptions {
  readonly threads: number | undefined;
  readonly log: (line: string) => void;
}

const starters: Record<KnownBackend, (options: StartOneOptions) => Promise<RunningBackend>> = {
  native: startNative,
  wasm: startWasm,
  cpu: startCpu,
  node: () => startLibtensorflow("node"),
  "node-gpu": () => startLibtensorflow("node-gpu"),
  webgpu: () => startWebgpu(),
  webgl: () => startPage("webgl"),
};

/**
 * Starts the backend of that name, or throws.
 *
 * @internal
 */
export function startOne(name: KnownBackend, options: StartOneOptions): Promise<RunningBackend> {
  return starters[name](options);
}
