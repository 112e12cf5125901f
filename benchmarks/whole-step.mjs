// @ts-check
// A whole training step (critic + generator) of table 3 at half width, beside the same step in PyTorch.
// Usage: node benchmarks/whole-step.mjs [threads] [steps]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startBackend } from "@lipschitz-gan/backend";
import { median } from "./support/statistics.mjs";
import { table3Trainer } from "./support/table-3-trainer.mjs";

const threads = Number(process.argv[2] ?? 2);
const steps = Number(process.argv[3] ?? 7);
const backend = await startBackend("wasm", { threads });
console.log(`whole step, table 3 at half width, 32 x 32 x 1, batch 64, hinge, Adam, spectral norm`);
const trainer = table3Trainer({ constrained: true });
const reports = [];
for await (const report of trainer.steps(steps + 2)) if (report.step > 2) reports.push(report);
const [critic, generator, whole] = /** @type {const} */ (["criticMs", "generatorMs", "stepMs"]).map(
  (key) => median(reports.map((report) => report[key])) / 1000,
);
console.log(
  `  ${backend.name}, ${backend.threads} thread(s): critic ${critic?.toFixed(2)} s, generator ${generator?.toFixed(2)} s, whole ${whole?.toFixed(2)} s`,
);
await backend.stop();

const script = fileURLToPath(new URL("torch/whole_step.py", import.meta.url));
for (const torchThreads of [1, 2]) {
  try {
    const output = execFileSync("/usr/bin/python3", [script, String(torchThreads), String(steps)], {
      encoding: "utf8",
    });
    const torch = JSON.parse(output);
    const ratio = (whole ?? Number.NaN) / torch.whole;
    console.log(
      `  PyTorch ${torch.version}, ${torchThreads} thread(s): critic ${torch.critic.toFixed(2)} s, generator ${torch.generator.toFixed(2)} s, whole ${torch.whole.toFixed(2)} s; ours takes ${ratio.toFixed(2)} x`,
    );
  } catch (error) {
    console.log(`  PyTorch skipped: /usr/bin/python3 could not run it (${String(error).split("\n")[0]})`);
  }
}
