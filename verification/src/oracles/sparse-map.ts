import { type Rows, rowsOf } from "../arbitraries/rows.ts";

/** A linear map as the list of its entries; entries at the same place add up. */
export interface SparseMap {
  readonly inputs: number;
  readonly outputs: number;
  /** Row, that is output, of each entry. */
  readonly rows: Int32Array;
  /** Column, that is input, of each entry. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Output, input and value of one entry. */
export type SparseEntry = readonly [output: number, input: number, value: number];

/**
 * A linear map from a list of entries.
 *
 * @param outputs - number of outputs
 * @param inputs - number of inputs
 * @param entries - the entries
 */
export function sparseMap(outputs: number, inputs: number, entries: readonly SparseEntry[]): SparseMap {
  return {
    inputs,
    outputs,
    rows: Int32Array.from(entries, ([output]) => output),
    columns: Int32Array.from(entries, ([, input]) => input),
    values: Float64Array.from(entries, ([, , value]) => value),
  };
}

/**
 * `A x`, or `|A| x` with the absolute values of the entries.
 *
 * @param map - the map A
 * @param x - `inputs` numbers
 * @param isAbsolute - whether to take absolute values of the entries
 * @returns `outputs` numbers
 */
export function applySparse(map: SparseMap, x: ArrayLike<number>, isAbsolute = false): Float64Array {
  const { rows, columns, values, outputs } = map;
  const y = new Float64Array(outputs);
  for (let e = 0; e < values.length; e++) {
    const value = values[e] as number; // in range, as are the others of this loop
    y[rows[e] as number]! += (isAbsolute ? Math.abs(value) : value) * (x[columns[e] as number] as number);
  }
  return y;
}

/**
 * The adjoint: columns as rows.
 *
 * @param map - the map
 */
export function transposedSparse(map: SparseMap): SparseMap {
  return { inputs: map.outputs, outputs: map.inputs, rows: map.columns, columns: map.rows, values: map.values };
}

/**
 * The explicit matrix.
 *
 * @param map - the map
 * @returns a row for each output
 */
export function explicitRows(map: SparseMap): Rows {
  const matrix = rowsOf(map.outputs, map.inputs, () => 0);
  for (let e = 0; e < map.values.length; e++) {
    const row = matrix[map.rows[e] as number];
    const column = map.columns[e] as number;
    if (row !== undefined) row[column] = (row[column] ?? Number.NaN) + (map.values[e] as number);
  }
  return matrix;
}
