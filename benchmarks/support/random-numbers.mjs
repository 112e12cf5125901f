// @ts-check

/**
 * Numbers from a seed.
 *
 * @param {number} seed - an integer
 * @see mulberry32 of Tommy Ettinger, public domain, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function randomNumbers(seed) {
  let state = seed | 0;
  /** In [0, 1). */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    /** @param {number} min @param {number} max @returns {number} an integer from min to max, both included */
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    /** @param {number} probability */
    chance: (probability) => next() < probability,
    /** @template T @param {readonly T[]} from @returns {T} */
    one: (from) => from[Math.floor(next() * from.length)],
  };
}

/** @typedef {ReturnType<typeof randomNumbers>} RandomNumbers */
