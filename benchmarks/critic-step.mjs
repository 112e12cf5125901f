// @ts-check
// What spectral norm adds to a critic step: the same critic with and without it, turn about in one process.
// Usage: node benchmarks/critic-step.mjs [threads] [pairs]
import { startBackend } from "@lipschitz-gan/backend";
import { median } from "./support/statistics.mjs";
import { table3Trainer } from "./support/table-3-trainer.mjs";

const threads = Number(process.argv[2] ?? 1);
const pairs = Number(process.argv[3] ?? 15);
const backend = await startBackend("wasm", { threads });
console.log(
  `critic step, table 3 at half width, batch 64: ${backend.name}, ${backend.threads} thread(s), ${pairs} pairs`,
);

const plain = table3Trainer({ constrained: false });
const constrained = table3Trainer({ constrained: true });
/** @param {typeof plain} trainer */
async function criticMs(trainer) {
  for await (const report of trainer.steps(trainer.step + 1)) return report.criticMs;
  throw new Error("a trainer always runs the step it is asked for");
}
const times = [];
for (let i = -2; i < pairs; i++) {
  const pair = { plain: await criticMs(plain), constrained: await criticMs(constrained) };
  if (i >= 0) times.push(pair); // the first two warm up
}
const ratio = median(times.map((pair) => pair.constrained / pair.plain));
console.log(`  without constraint  ${median(times.map((pair) => pair.plain)).toFixed(0)} ms`);
console.log(`  with spectral norm  ${median(times.map((pair) => pair.constrained)).toFixed(0)} ms`);
console.log(`  ratio, median of pairs ${ratio.toFixed(3)} (spectral norm adds ${((ratio - 1) * 100).toFixed(1)} %)`);
await backend.stop();
