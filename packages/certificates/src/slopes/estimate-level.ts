import { largestEigenvalue } from "./largest-eigenvalue.ts";
import { factorRows, type Skyline } from "./skyline-cholesky.ts";
import type { SlopeChain } from "./slope-chain.ts";
import { slopeForm, slopeFormOffsets } from "./slope-form.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * The smallest L² that multipliers prove, about: nothing of it is proven here.
 *
 * @param chain - a dense network
 * @param multipliers - λ, for each activation one number for each unit
 * @returns L²; infinite where they prove nothing
 *
 * @internal
 */
export function estimateLevel(chain: SlopeChain, multipliers: readonly Float64Array[]): number {
  const form = slopeForm(chain, multipliers);
  const start = slopeFormOffsets(chain)[0] ?? 0;
  if (!factorRows(form, 0, start)) return Infinity;
  const block = inputBlock(form, start);
  factorRows(form, start, form.size, [0, start]);
  const level = levelOfFactor(form, start, block);
  return level > 0 ? level : Infinity;
}

/**
 * The rows and columns of the input, which are the last, without L².
 *
 * @internal
 */
export function inputBlock({ size, values }: Skyline, start: number): Float64Array {
  const n = size - start;
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) block[i * n + j] = values[(start + i) * size + start + j] as number;
  }
  return block;
}

/**
 * The largest eigenvalue of `N Nᵀ − B`, N the factored rows of the input without its own columns and B its block.
 *
 * @internal
 */
export function levelOfFactor({ size, values, first }: Skyline, start: number, block: Float64Array): number {
  const n = size - start;
  const apply = (x: Float64Array): Float64Array => {
    const image = new Float64Array(n);
    const middle = new Float64Array(start);
    for (let i = 0; i < n; i++) {
      const row = (start + i) * size;
      const xi = x[i] as number;
      for (let k = first[start + i] as number; k < start; k++) {
        middle[k] = (middle[k] as number) + (values[row + k] as number) * xi;
      }
      for (let j = 0; j <= i; j++) {
        const entry = block[i * n + j] as number;
        image[i] = (image[i] as number) - entry * (x[j] as number);
        if (j < i) image[j] = (image[j] as number) - entry * xi;
      }
    }
    for (let i = 0; i < n; i++) {
      const row = (start + i) * size;
      let sum = image[i] as number;
      for (let k = first[start + i] as number; k < start; k++)
        sum += (values[row + k] as number) * (middle[k] as number);
      image[i] = sum;
    }
    return image;
  };
  return largestEigenvalue(apply, n);
}
