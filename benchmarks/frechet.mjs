// @ts-check
// The Fréchet distance in plain TypeScript beside LAPACK, and the statistics that it takes, in one process.
// Usage: node benchmarks/frechet.mjs [--dimension N] [--quick] [--out DIR] (2048: Inception's features); with `taskset -c 0` for one core
import { accumulateStatistics, frechetDistance, loadLapack, plainLinearAlgebra } from "@lipschitz-gan/metrics";
import { describeMachine } from "./support/machine.mjs";
import { readOptions, writeReport } from "./support/report.mjs";

const { dimension, out } = readOptions({ dimension: { full: 2048, quick: 256 } });
const [count, batch] = [2 * dimension, 64];

const machine = describeMachine();
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
const plain = time(() => frechetDistance(a, b, { linearAlgebra: plainLinearAlgebra }));
const found = loadLapack();
const lapack =
  "reason" in found ? undefined : { name: found.linearAlgebra.name, ...time(() => frechetDistance(a, b, found)) };
const difference = lapack === undefined ? Number.NaN : Math.abs(lapack.value - plain.value) / plain.value;

writeReport({
  name: "frechet",
  title: `Fréchet distance of ${dimension} features`,
  machine,
  table: [
    ["linear algebra", "time", "to plain TypeScript", "distance"],
    [plainLinearAlgebra.name, `${plain.seconds.toFixed(2)} s`, "1.00", plain.value.toPrecision(8)],
    ...(lapack === undefined
      ? []
      : [
          [
            lapack.name,
            `${lapack.seconds.toFixed(2)} s`,
            (lapack.seconds / plain.seconds).toFixed(2),
            lapack.value.toPrecision(8),
          ],
        ]),
  ],
  notes: [
    `Statistics of twice ${count} samples take ${seconds.toFixed(2)} s, ${((count * dimension ** 2) / seconds / 1e9).toFixed(2)} multiply-adds in a nanosecond.`,
    "reason" in found
      ? `Left out: LAPACK: ${found.reason}.`
      : `The two distances differ by ${difference.toExponential(1)} of their value.`,
  ],
  data: { dimension, count, statisticsSeconds: seconds, plain, lapack },
  out,
});

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
