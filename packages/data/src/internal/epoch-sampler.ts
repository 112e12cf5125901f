import { createRng } from "@lipschitz-gan/core";

/** Two epochs that one batch may span, for two runs that draw by turns. */
const KEPT_EPOCHS = 4;

/**
 * Gives the sample at each position of an endless run: epoch after epoch, each a permutation of all samples.
 *
 * The order of an epoch depends on (seed, epoch) alone, so that nothing needs to be saved to resume.
 *
 * @internal
 */
export function epochSampler(size: number): (seed: number, position: number) => number {
  const orders = new Map<string, Int32Array>();
  const orderOf = (seed: number, epoch: number): Int32Array => {
    const key = `${seed}/${epoch}`;
    let order = orders.get(key);
    if (order === undefined) {
      order = createRng(seed).stream("data", epoch).permutation(size);
      const [oldest] = orders.keys();
      if (oldest !== undefined && orders.size >= KEPT_EPOCHS) orders.delete(oldest);
      orders.set(key, order);
    }
    return order;
  };
  return (seed, position) => orderOf(seed, Math.floor(position / size))[position % size] ?? 0;
}
