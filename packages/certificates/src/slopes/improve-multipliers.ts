import { barrierFactor, type BarrierPoint, barrierStep, byLayer } from "./barrier-step.ts";
import { estimateLevel } from "./estimate-level.ts";
import { type DenseMatrix, timesTransposed } from "./dense-matrix.ts";
import { factorRows } from "./skyline-cholesky.ts";
import { type SlopeChain, sizeOf } from "./slope-chain.ts";

/**
 * Better multipliers by the barrier method: the least L² over all multipliers is a semidefinite program, and the minimum of
 * `weight · L² − log det P − Σ log λ` has an L² at most (size + units) / weight above it. The weight grows tenfold whenever a Newton
 * step has come near the minimum.
 *
 * What it returns is a guess: nothing of it is proven here.
 *
 * @param chain - a dense network, scaled so that its entries are near 1
 * @param start - multipliers and an L² that they prove, about
 * @param maxWork - about how many multiply-adds it may take
 * @returns multipliers of a smaller L² if it finds some, else those of the start
 * @see Boyd & Vandenberghe (2004), Convex Optimization, section 11.6
 *
 * @internal
 */
export function improveMultipliers(
  chain: SlopeChain,
  start: { readonly multipliers: readonly Float64Array[]; readonly level: number },
  maxWork: number,
): Float64Array[] {
  const small = withoutNullSpace(chain);
  const all = Float64Array.from(start.multipliers.flatMap((values) => [...values]));
  const parameter = sizeOf(small) + all.length;
  const nSteps = Math.floor(maxWork / workOfStep(small));
  // Inside the cone, and not centred first: that would give up most of what the start is worth.
  let point: BarrierPoint = { level: start.level * 1.5, multipliers: all.map((value) => value * 1.2) };
  let inside = barrierFactor(small, point);
  let weight = parameter / (0.15 * start.level);
  let best: BarrierPoint = { level: start.level, multipliers: all };
  const levels = [Infinity];
  for (let step = 0; step < nSteps && inside !== null; step++) {
    const newton = barrierStep(small, point, inside.factor, weight);
    const next = newton === null ? null : search(small, point, newton, weight, inside.barrier);
    if (newton === null || next === null) break;
    ({ point, inside } = next);
    if (point.level < best.level) best = point;
    levels.push(best.level);
    if (best.level > (levels.at(-1 - PATIENCE) ?? Infinity) * (1 - PROGRESS)) break;
    if (newton.decrement < 4) weight *= 10;
  }
  const candidates = best.multipliers === all ? [all] : [best.multipliers, all];
  return candidates
    .map((multipliers) => enlarge(small, byLayer(small, multipliers)))
    .reduce((a, b) => (b.level < a.level ? b : a)).multipliers;
}

/**
 * All multipliers times the best factor above 1, about: it need not be 1, and where a part of the form does not depend on L² and is
 * singular at the best multipliers, slightly larger ones are safe.
 */
function enlarge(
  chain: SlopeChain,
  multipliers: readonly Float64Array[],
): { multipliers: Float64Array[]; level: number } {
  let best = { multipliers: [...multipliers], level: Infinity };
  for (const excess of EXCESSES) {
    const larger = multipliers.map((values) => values.map((value) => value * (1 + excess)));
    const level = estimateLevel(chain, larger);
    if (level > best.level) break;
    best = { multipliers: larger, level };
  }
  return best;
}

const EXCESSES = [1e-6, 1e-4, 1e-2, 0.05, 0.15, 0.3, 0.6];

/** It stops where L² has fallen by less than this share over so many steps, once it has begun to fall. */
const PROGRESS = 2e-3;
const PATIENCE = 4;

/** Backtracks along a Newton step until the barrier function falls. */
function search(
  chain: SlopeChain,
  point: BarrierPoint,
  { step, decrement }: { readonly step: BarrierPoint; readonly decrement: number },
  weight: number,
  barrier: number,
): { point: BarrierPoint; inside: NonNullable<ReturnType<typeof barrierFactor>> } | null {
  let length = 1;
  step.multipliers.forEach((value, i) => {
    if (value < 0) length = Math.min(length, (-0.95 * (point.multipliers[i] ?? 0)) / value);
  });
  for (; length > 1e-6; length /= 2) {
    const next = {
      level: point.level + length * step.level,
      multipliers: point.multipliers.map((value, i) => value + length * (step.multipliers[i] ?? 0)),
    };
    const inside = barrierFactor(chain, next);
    if (inside === null) continue;
    const change = weight * (next.level - point.level) + inside.barrier - barrier;
    if (change <= -0.01 * length * decrement) return { point: next, inside };
  }
  return null;
}

/** Multiply-adds of one Newton step, about. */
function workOfStep(chain: SlopeChain): number {
  const n = sizeOf(chain);
  const units = n - (chain.weights[0]?.columns ?? 0);
  const hidden = chain.weights.slice(0, -1).reduce((sum, { values }) => sum + values.length, 0);
  const isOneSided = chain.slopes.every(([a]) => a === 0);
  return n ** 3 + (n + units) * hidden * (isOneSided ? 1 : 2.5) + units ** 3 / 6;
}

/** The first matrix only matters through `W Wᵀ`: one with more columns than rows is replaced by a square one. */
function withoutNullSpace(chain: SlopeChain): SlopeChain {
  const [firstMatrix, ...rest] = chain.weights;
  if (firstMatrix === undefined || firstMatrix.columns <= firstMatrix.rows) return chain;
  const n = firstMatrix.rows;
  const gram = timesTransposed(firstMatrix, firstMatrix).values;
  const mean = gram.reduce((sum, value, i) => (i % (n + 1) === 0 ? sum + value / n : sum), 0);
  for (let i = 0; i < n; i++) gram[i * (n + 1)] = (gram[i * (n + 1)] ?? 0) + 1e-9 * mean;
  if (!factorRows({ size: n, values: gram, first: new Int32Array(n) }, 0, n)) return chain;
  for (let i = 0; i < n; i++) gram.fill(0, i * n + i + 1, (i + 1) * n);
  const square: DenseMatrix = { rows: n, columns: n, values: gram };
  return { weights: [square, ...rest], slopes: chain.slopes };
}
