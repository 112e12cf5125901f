/**
 * The part of koffi that is used here: opening a library and finding its functions.
 *
 * @internal
 */
export interface Koffi {
  load(path: string): {
    func(name: string, result: string, parameters: readonly string[]): (...values: readonly unknown[]) => unknown;
  };
}

/**
 * Three of LAPACK's Fortran routines, every argument by reference, with the lengths of the strings at the end.
 *
 * @internal
 */
export interface LapackRoutines {
  /** Pivoted Cholesky: uplo, n, a, lda, piv, rank, tol, work, info. */
  readonly dpstrf: (...values: readonly unknown[]) => unknown;
  /** Product: transa, transb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc. */
  readonly dgemm: (...values: readonly unknown[]) => unknown;
  /** Singular values: jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork, info. */
  readonly dgesdd: (...values: readonly unknown[]) => unknown;
}

/**
 * Opens a library and finds the routines in it.
 *
 * The strings' lengths, which Fortran compilers append, are passed too: where a library does not want them, a caller's
 * surplus arguments do no harm on any platform of Node's.
 *
 * @throws Error if the library cannot be opened or lacks one of them
 * @see https://www.netlib.org/lapack/explore-html/ (dpstrf, dgemm, dgesdd)
 * @internal
 */
export function lapackRoutines(koffi: Koffi, path: string): LapackRoutines {
  const library = koffi.load(path);
  const find = (name: string, letters: string): LapackRoutines["dgemm"] =>
    library.func(name, "void", Array.from(letters, typeOf));
  return {
    dpstrf: find("dpstrf_", "tiriiirril"),
    dgemm: find("dgemm_", "ttiiirririrrill"),
    dgesdd: find("dgesdd_", "tiirirriririiil"),
  };
}

/** The type of an argument, by a letter: a text, an integer, a real number, or a text's length. */
function typeOf(letter: string): string {
  if (letter === "t") return "str";
  if (letter === "i") return "int32_t *";
  return letter === "r" ? "double *" : "size_t";
}
