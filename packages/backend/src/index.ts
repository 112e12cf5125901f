/**
 * Starts and completes a TensorFlow.js backend: WASM training kernels, threads, right second-order gradients.
 * @packageDocumentation
 */
export {};
