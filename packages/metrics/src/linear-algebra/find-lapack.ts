import { isRight } from "./is-right.ts";
import { lapackLinearAlgebra } from "./lapack-linear-algebra.ts";
import { type Koffi, lapackRoutines } from "./lapack-routines.ts";
import type { LinearAlgebra } from "./linear-algebra.ts";

/** What {@link loadLapack} found. */
export type LoadedLapack =
  /** A library that has passed its self-test. */
  | { readonly linearAlgebra: LinearAlgebra }
  /** Why there is none, in one line. */
  | { readonly reason: string };

/**
 * Tries the libraries in turn; the first that has the routines and passes the self-test is taken.
 *
 * @param koffi - what opens libraries
 * @param libraries - their names
 * @internal
 */
export function findLapack(koffi: Koffi, libraries: readonly string[]): LoadedLapack {
  const failures: string[] = [];
  for (const library of libraries) {
    try {
      const linearAlgebra = lapackLinearAlgebra(`LAPACK (${library})`, lapackRoutines(koffi, library));
      if (isRight(linearAlgebra)) return { linearAlgebra };
      failures.push(`${library} fails a test whose answer is known`);
    } catch (error) {
      failures.push(`${library}: ${firstLine(error)}`);
    }
  }
  return { reason: `loadLapack: found no LAPACK to use (${failures.join("; ")}); install OpenBLAS` };
}

/**
 * The names under which LAPACK goes on a platform, the fastest first.
 *
 * @param platform - Node's `process.platform`
 * @internal
 */
export function lapackLibraries(platform: string): readonly string[] {
  if (platform === "win32") return ["libopenblas.dll", "openblas.dll"];
  if (platform === "darwin") {
    return [
      "/System/Library/Frameworks/Accelerate.framework/Accelerate",
      "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
      "/usr/local/opt/openblas/lib/libopenblas.dylib",
    ];
  }
  return ["libopenblas.so.0", "libopenblas.so", "liblapack.so.3"];
}

/** The first line of whatever was thrown. */
export function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split("\n", 1)[0] ?? "";
}
