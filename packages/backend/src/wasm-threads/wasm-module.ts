/**
 * What is used of an Emscripten module of the WASM backend.
 *
 * @internal
 */
export interface WasmModule {
  cwrap(name: string, returns: string | null, takes: readonly string[]): (...args: number[]) => number;
}

/**
 * The function that an Emscripten file exports.
 *
 * @internal
 */
export type WasmModuleFactory = (settings: {
  locateFile(path: string, folder: string): string;
  mainScriptUrlOrBlob?: string;
}) => Promise<WasmModule>;
