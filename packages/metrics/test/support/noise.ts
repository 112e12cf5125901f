/** A number in (-1, 1) for each index and seed, as good as random: the fraction of a large multiple of a sine. */
export const noise = (at: number, seed: number): number => (Math.sin((at + 1) * 12.9898 + seed) * 43_758.5453) % 1;
