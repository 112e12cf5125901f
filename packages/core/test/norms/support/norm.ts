import { svd, type Rows } from "../../support/matrices.ts";

/** The spectral norm, from a singular value decomposition in float64. */
export function norm(rows: Rows): number {
  return rows.length === 0 || rows[0]?.length === 0 ? 0 : (svd(rows).sigmas[0] ?? 0);
}

/**
 * Relative error of {@link norm}: an SVD is backward stable, its largest singular value off by a modest multiple of
 * (m + n) roundings of the norm (Golub & Van Loan 2013, section 8.6.4; the multiple is taken as 8).
 */
export function slack(rows: Rows): number {
  return 8 * (rows.length + (rows[0]?.length ?? 0)) * 2 ** -53;
}
