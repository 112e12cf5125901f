// @ts-check
// The Fréchet distance in plain TypeScript beside LAPACK, and the statistics that it takes, in one process.
// Usage: node benchmarks/frechet.mjs [dimension] (2048: Inception's features); with `taskset -c 0` for one core
import { accumulateStatistics, frechetDistance, loadLapack, plainLinearAlgebra } from "@lipschitz-gan/metrics";

const dimension = Number(process.argv[2] ?? 2048);
const [count, batch] = [2 * dimension, 64];

let seconds = 0;
const [a, b] = [1, 2].map((seed) => {
  const accumulator = accumulateStatistics(dimension);
  for (let from = 0; from < count; from += batch) {
    const features = noise(Math.min(batch, count - from), seed + from);
    seconds += time(() => accumulator.add(features)).seconds;
  }
  const finished = time(() => accumulator.finish());
  seconds += finished.seconds;
  return finished.value;
});
console.log(`Fréchet distance of ${dimension} features`);
console.log(
  `  statistics of twice ${count} samples ${seconds.toFixed(2)} s, ${((count * dimension ** 2) / seconds / 1e9).toFixed(2)} GMAC/s`,
);
const plain = time(() => frechetDistance(a, b, { linearAlgebra: plainLinearAlgebra }));
console.log(`  ${plainLinearAlgebra.name} ${plain.seconds.toFixed(2)} s, distance ${plain.value}`);
const found = loadLapack();
if ("reason" in found) {
  console.log(`  LAPACK skipped: ${found.reason}`);
} else {
  const lapack = time(() => frechetDistance(a, b, found));
  console.log(
    `  ${found.linearAlgebra.name} ${lapack.seconds.toFixed(2)} s, in ${(lapack.seconds / plain.seconds).toFixed(2)} x of that time; ` +
      `relative difference ${(Math.abs(lapack.value - plain.value) / plain.value).toExponential(1)}`,
  );
}

/**
 * Rows of features that are correlated, positive and of unequal spread, as a network's are.
 *
 * @param {number} rows
 * @param {number} seed
 */
function noise(rows, seed) {
  const uniform = (/** @type {number} */ at) => Math.abs((Math.sin(at * 12.9898 + seed) * 43758.5453) % 1);
  return Float32Array.from({ length: rows * dimension }, (_, at) => {
    const [row, feature] = [Math.floor(at / dimension), at % dimension];
    return (uniform(row) + uniform(at) * uniform(at + 0.5)) / (1 + feature / dimension);
  });
}

/**
 * @template T
 * @param {() => T} task
 */
function time(task) {
  const start = performance.now();
  const value = task();
  return { value, seconds: (performance.now() - start) / 1e3 };
}
