import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { leadingVectorOf3 } from "./leading-vector-of-3.ts";

/** What a search for the largest eigenvalue has found. */
export interface EigenGuess {
  /** The Rayleigh quotient of the vector, in plain floating point: neither an upper nor a lower bound. */
  readonly value: number;
  /** The vector, of length 1. */
  readonly vector: Float64Array;
}

/** How a search for the largest eigenvalue starts and ends. */
export interface EigenSearch {
  readonly seed: number;
  /** It ends when the value has grown by less than this fraction for three steps... */
  readonly tolerance: number;
  /** ...or after this many. */
  readonly maxSteps: number;
}

/**
 * Looks for the largest eigenvalue of a symmetric positive semidefinite matrix H and its eigenvector.
 *
 * Each step takes the best vector among the current one, its residual `H x − λ x`, and the step before: power iteration with
 * the memory of conjugate gradients, for one multiplication by H a step. It is a guess: nothing that comes from here is a
 * bound until it has been tested.
 *
 * @param multiply - `x -> H x`, a new array each time
 * @param size - number of entries of x
 * @param search - start and end
 * @returns the vector and its Rayleigh quotient; the value 0 where H maps the start to zero
 * @see Knyazev (2001), Toward the optimal preconditioned eigensolver, https://doi.org/10.1137/S1064827500366124, with one vector and no preconditioner
 * @internal
 */
export function largestEigenvector(
  multiply: (x: Float64Array) => Float64Array,
  size: number,
  { seed, tolerance, maxSteps }: EigenSearch,
): EigenGuess {
  const generator = xoroshiro128plus(seed);
  let x: Float64Array = Float64Array.from({ length: size }, () => uniformFloat64(generator) - 0.5);
  scaleBy(x, 1 / Math.sqrt(dot(x, x)));
  let hx: Float64Array = multiply(x);
  let value = dot(x, hx);
  let step: Pair | null = null;
  let still = 0;
  for (let count = 1; count < maxSteps && still < 3; count++) {
    const residual = combination([-value, 1], [x, hx]);
    const basis: Pair[] = [{ vector: x, image: hx }];
    const direction = orthonormal(residual, null, basis);
    if (direction === null) break;
    basis.push({ vector: direction.vector, image: multiply(direction.vector) });
    const memory = step === null ? null : orthonormal(step.vector, step.image, basis);
    if (memory !== null) basis.push(memory);
    const weights = leadingVectorOf3(basis.map(({ vector }) => basis.map(({ image }) => dot(vector, image))));
    const vectors = basis.map(({ vector }) => vector);
    const images = basis.map(({ image }) => image);
    const moved = [0, ...weights.slice(1)];
    step = { vector: combination(moved, vectors), image: combination(moved, images) };
    x = combination(weights, vectors);
    // Sums of images drift away from the image of the sum.
    hx = count % RENEWAL === 0 ? multiply(x) : combination(weights, images);
    const length = Math.sqrt(dot(x, x));
    scaleBy(x, 1 / length);
    scaleBy(hx, 1 / length);
    const next = dot(x, hx);
    still = next - value <= tolerance * value ? still + 1 : 0;
    value = next;
  }
  return { value, vector: x };
}

const RENEWAL = 16;

interface Pair {
  readonly vector: Float64Array;
  /** H times the vector. */
  readonly image: Float64Array;
}

/** A vector made orthogonal to those of a basis, and of length 1; null where next to nothing is left. */
function orthonormal(vector: Float64Array, image: null, basis: readonly Pair[]): { vector: Float64Array } | null;
function orthonormal(vector: Float64Array, image: Float64Array, basis: readonly Pair[]): Pair | null;
function orthonormal(vector: Float64Array, image: Float64Array | null, basis: readonly Pair[]): Partial<Pair> | null {
  const own = vector.slice();
  const ownImage = image?.slice();
  const before = Math.sqrt(dot(own, own));
  for (let round = 0; round < 2; round++) {
    for (const other of basis) {
      const part = dot(own, other.vector);
      addTo(own, other.vector, -part);
      if (ownImage !== undefined) addTo(ownImage, other.image, -part);
    }
  }
  const length = Math.sqrt(dot(own, own));
  if (!(length > 1e-12 * before && length > 0)) return null;
  scaleBy(own, 1 / length);
  if (ownImage === undefined) return { vector: own };
  scaleBy(ownImage, 1 / length);
  return { vector: own, image: ownImage };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number); // in range, as below
  return sum;
}

function addTo(target: Float64Array, other: Float64Array, weight: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + weight * (other[i] as number);
}

function scaleBy(target: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) * factor;
}

function combination(weights: readonly number[], vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const [i, vector] of vectors.entries()) addTo(sum, vector, weights[i] ?? 0);
  return sum;
}
