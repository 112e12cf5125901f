import { toBase64 } from "../format/base64.ts";
import type { Witness } from "../format/certificate.ts";
import type { Network } from "../network/operation.ts";
import type { Pair } from "./pair-ascent.ts";
import { provenRatio } from "./proven-ratio.ts";

/**
 * The pair that proves most, as a certificate states it.
 *
 * @param network - the network
 * @param range - of all entries
 * @param pairs - candidates
 * @returns null if they prove nothing
 *
 * @internal
 */
export function provenWitness(
  network: Network,
  range: readonly [number, number],
  pairs: readonly Pair[],
): { witness: Witness; lower: number } | null {
  let best: Pair | null = null;
  let lower = 0;
  for (const pair of pairs) {
    const proven = provenRatio(network, pair.x, pair.y, pair.fixed);
    if (proven > lower) [best, lower] = [pair, proven];
  }
  if (best === null) return null;
  const witness = { range, x: encoded(best.x), y: encoded(best.y) };
  return { witness: network.fixedInputs.length === 0 ? witness : { ...witness, fixed: best.fixed }, lower };
}

function encoded(x: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * x.length));
  x.forEach((entry, i) => bytes.setFloat32(4 * i, entry, true));
  return toBase64(new Uint8Array(bytes.buffer));
}
