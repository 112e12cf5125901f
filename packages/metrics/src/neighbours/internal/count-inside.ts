import { forEachGroupPair, GROUP, type PackedRows } from "../../internal/packed-rows.ts";
import { tileDistances } from "./tile-distances.ts";

/** Squared radii of balls around samples, one a sample; -1 for a ball that nothing lies in. @internal */
export interface SquaredRadii {
  /** Balls around the real samples, whose union is their manifold, for precision. */
  readonly realManifold: Float64Array;
  /** Balls around the generated samples, whose union is their manifold, for recall. */
  readonly fakeManifold: Float64Array;
  /** Balls around the real samples for density and coverage. */
  readonly realBalls: Float64Array;
}

/** What lies in the balls. @internal */
export interface InsideCounts {
  /** Generated samples in the real manifold. */
  readonly precise: number;
  /** Real samples in the generated manifold. */
  readonly recalled: number;
  /** Pairs of a real ball and a generated sample in it. */
  readonly pairs: number;
  /** Real balls with a generated sample in them. */
  readonly covered: number;
}

/**
 * Counts which samples lie in which balls, in one pass over all pairs. A sample at the distance of the radius is inside.
 *
 * @internal
 */
export function countInside(real: PackedRows, fake: PackedRows, radii: SquaredRadii): InsideCounts {
  const { realManifold, fakeManifold, realBalls } = radii;
  const realLimits = groupMaxima(
    realManifold.map((radius, i) => Math.max(radius, realBalls[i] as number)),
    real.groups,
  );
  const fakeLimits = groupMaxima(fakeManifold, fake.groups);
  const precise = new Uint8Array(fake.count);
  const recalled = new Uint8Array(real.count);
  const covered = new Uint8Array(real.count);
  let pairs = 0;
  const tile = new Float64Array(GROUP * GROUP);
  forEachGroupPair(real, fake, (groupA, groupB) => {
    const limit = Math.max(realLimits[groupA] as number, fakeLimits[groupB] as number);
    if (!tileDistances(real, groupA, fake, groupB, limit, tile)) return;
    for (let i = groupA * GROUP; i < Math.min(real.count, (groupA + 1) * GROUP); i++) {
      for (let j = groupB * GROUP; j < Math.min(fake.count, (groupB + 1) * GROUP); j++) {
        const distance = tile[(i % GROUP) * GROUP + (j % GROUP)] as number;
        if (distance <= (realManifold[i] as number)) precise[j] = 1;
        if (distance <= (fakeManifold[j] as number)) recalled[i] = 1;
        if (distance <= (realBalls[i] as number)) {
          pairs += 1;
          covered[i] = 1;
        }
      }
    }
  });
  return { precise: ones(precise), recalled: ones(recalled), pairs, covered: ones(covered) };
}

/** The largest radius of each group; empty places of the last group have none. */
function groupMaxima(radii: Float64Array, groups: number): Float64Array {
  const maxima = new Float64Array(groups).fill(-1);
  for (const [i, radius] of radii.entries()) {
    const group = Math.floor(i / GROUP);
    maxima[group] = Math.max(maxima[group] as number, radius);
  }
  return maxima;
}

function ones(flags: Uint8Array): number {
  return flags.reduce((total, flag) => total + flag, 0);
}
