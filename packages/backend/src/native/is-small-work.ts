import type { Layout } from "./onednn/operation.ts";
import { type Binding, DESTINATION, DESTINATION_GRADIENT, WEIGHTS, WEIGHTS_GRADIENT } from "./onednn/primitive.ts";
import type { Work } from "./native-engine.ts";

/**
 * Below these one thread is quicker than several: 0.1 to 0.2 ms of one core, while threads that sleep take 0.05 to 0.1 ms to
 * start and to end (measured).
 */
const MULTIPLICATIONS = 12e6;
const BYTES = 4e6;

/**
 * Whether an operation is done before other threads have woken up.
 *
 * @internal
 */
export function isSmallWork({ operation: { family }, bindings }: Work): boolean {
  const bytes = bindings.reduce((sum, { layout }) => sum + 4 * entries(layout), 0);
  if (bytes >= BYTES) return false;
  const weights = layoutOf(bindings, WEIGHTS, WEIGHTS_GRADIENT);
  const results = layoutOf(bindings, DESTINATION, DESTINATION_GRADIENT);
  if (weights === undefined || results === undefined) return true;
  return entries(results) * termsOf(family === "matmul", weights, results) < MULTIPLICATIONS;
}

/** How many products are added up for one result: of a matrix product, or of a convolution, whose results have channels second. */
function termsOf(isProduct: boolean, weights: Layout, results: Layout): number {
  return isProduct ? (weights.dims.at(-2) ?? 1) : entries(weights) / (results.dims[1] ?? 1);
}

const entries = ({ dims }: Layout): number => dims.reduce((product, extent) => product * extent, 1);

const layoutOf = (bindings: readonly Binding[], ...names: readonly number[]): Layout | undefined =>
  bindings.find(({ argument }) => names.includes(argument))?.layout;
