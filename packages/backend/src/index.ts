/**
 * Starts and completes a TensorFlow.js backend: WASM training kernels, threads, right second-order gradients.
 * @packageDocumentation
 */
export { BackendError } from "./backends/backend-error.ts";
export type { KnownBackend } from "./backends/start-one.ts";
export { registerSecondOrderGradients } from "./gradients/register-second-order-gradients.ts";
export { listBackends, type BackendList, type ListBackendsOptions } from "./list-backends.ts";
export type { BackendReport } from "./probe/backend-report.ts";
export { startBackend, type BackendName, type StartBackendOptions, type StartedBackend } from "./start-backend.ts";
export { registerWasmTrainingKernels } from "./wasm-kernels/register-wasm-training-kernels.ts";
