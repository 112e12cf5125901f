import { findLapack, firstLine, lapackLibraries, type LoadedLapack } from "./find-lapack.ts";
import type { Koffi } from "./lapack-routines.ts";

/**
 * Looks for LAPACK on this machine, for a {@link frechetDistance} several times as fast as in TypeScript.
 *
 * It takes the optional package koffi and a library that is found when this is called: OpenBLAS or the system's LAPACK on
 * Linux, Accelerate or OpenBLAS on macOS, OpenBLAS on Windows. A library is used only if it solves small problems right.
 * It runs in this process, with as many threads as it is set up for (`OPENBLAS_NUM_THREADS`), and blocks it meanwhile.
 *
 * @returns the linear algebra, or the reason in one line why there is none; never throws
 *
 * @example
 * ```ts
 * import { loadLapack, plainLinearAlgebra } from "@lipschitz-gan/metrics";
 *
 * const found = loadLapack();
 * const linearAlgebra = "reason" in found ? plainLinearAlgebra : found.linearAlgebra;
 * Array.from(linearAlgebra.singularValues(new Float64Array([3, 0, 0, 4]), 2, 2)); // => [4, 3]
 * ```
 * @see Anderson et al. (1999), LAPACK Users' Guide, 3rd ed., https://www.netlib.org/lapack/lug/
 */
export function loadLapack(): LoadedLapack {
  const { process } = globalThis as { readonly process?: NodeProcess };
  if (process?.getBuiltinModule === undefined) {
    return { reason: "loadLapack: native libraries need Node >= 20.16; plainLinearAlgebra computes the same" };
  }
  const load = process.getBuiltinModule("node:module").createRequire(import.meta.url);
  try {
    load.resolve("koffi");
  } catch {
    return { reason: 'loadLapack: koffi is not installed; run "npm install koffi@3"' };
  }
  try {
    return findLapack(load("koffi") as Koffi, lapackLibraries(process.platform));
  } catch (error) {
    return { reason: `loadLapack: koffi cannot be loaded (${firstLine(error)}); reinstall it for this Node` };
  }
}

/** What is used of Node's `process`, which pages lack: an import of "node:module" would break bundles for them. */
interface NodeProcess {
  readonly platform: string;
  getBuiltinModule?(name: "node:module"): { createRequire(url: string): PackageLoader };
}

interface PackageLoader {
  (packageName: string): unknown;
  resolve(packageName: string): string;
}
