import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats } from "../wasm-kernels/wasm-backend.ts";
import type { HeapFunctions } from "./heap-functions.ts";
import { heapOf, offsetsOf, wholeVectors } from "./heap-of.ts";
import type { RowNumbers } from "./row-numbers.ts";

/**
 * What is done to the columns of matrices `[columns, rows]`, in each with one number for every row: vectors on the heap where
 * there are some, and a loop for the rest, by the same operations.
 *
 * @internal
 */
export class MatrixColumns {
  readonly #backend: BackendWasm;
  readonly #rows: number;
  readonly #heap: HeapFunctions | undefined;
  /** Rows that the functions on the heap take. */
  readonly #vectors: number;

  constructor(backend: BackendWasm, rows: number) {
    this.#backend = backend;
    this.#rows = rows;
    this.#heap = heapOf(backend);
    this.#vectors = this.#heap === undefined ? 0 : wholeVectors(rows);
  }

  /** sums += x², in each row. */
  addSquares(x: TensorInfo, sums: RowNumbers): void {
    const values = heapFloats(this.#backend, x);
    const [from = 0] = offsetsOf(this.#backend, [x]);
    const totals = sums.values();
    this.#each(
      values.length,
      (column) => this.#heap?.squares(this.#vectors, from + column, sums.offset),
      (row, i) => (totals[row]! += (values[i] as number) ** 2),
    );
  }

  /** sums += x · y, in each row. */
  addProducts(x: TensorInfo, y: TensorInfo, sums: RowNumbers): void {
    const [left, right] = [heapFloats(this.#backend, x), heapFloats(this.#backend, y)];
    const [fromX = 0, fromY = 0] = offsetsOf(this.#backend, [x, y]);
    const totals = sums.values();
    this.#each(
      left.length,
      (column) => this.#heap?.products(this.#vectors, fromX + column, fromY + column, sums.offset),
      (row, i) => (totals[row]! += (left[i] as number) * (right[i] as number)),
    );
  }

  /** out = x · factor of the row. */
  rescale(x: TensorInfo, factors: RowNumbers, out: TensorInfo): void {
    const [values, results] = [heapFloats(this.#backend, x), heapFloats(this.#backend, out)];
    const [from = 0, to = 0] = offsetsOf(this.#backend, [x, out]);
    const scales = factors.values();
    this.#each(
      values.length,
      (column) => this.#heap?.rescale(this.#vectors, from + column, factors.offset, to + column),
      (row, i) => (results[i] = (values[i] as number) * (scales[row] as number)),
    );
  }

  /** out = x · a - y · b, with the factors a and b of the row. */
  combine(x: TensorInfo, a: RowNumbers, y: TensorInfo, b: RowNumbers, out: TensorInfo): void {
    const [left, right, results] = [x, y, out].map((info) => heapFloats(this.#backend, info)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [fromX = 0, fromY = 0, to = 0] = offsetsOf(this.#backend, [x, y, out]);
    const [first, second] = [a.values(), b.values()];
    this.#each(
      left.length,
      (column) => this.#heap?.combine(this.#vectors, fromX + column, a.offset, fromY + column, b.offset, to + column),
      (row, i) =>
        (results[i] = (left[i] as number) * (first[row] as number) - (right[i] as number) * (second[row] as number)),
    );
  }

  /** Calls back with every column's start in bytes, and with every row that is left over and its place in the memory. */
  #each(size: number, vectors: (column: number) => void, one: (row: number, place: number) => void): void {
    for (let start = 0; start < size; start += this.#rows) {
      if (this.#vectors > 0) vectors(4 * start);
      for (let row = this.#vectors; row < this.#rows; row++) one(row, start + row);
    }
  }
}
