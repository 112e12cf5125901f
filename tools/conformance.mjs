// @ts-check
// Runs the conformance suite on every backend that this machine has and writes docs/conformance.md.
//
//   npm run conformance [-- --runs N --seed N --only REGEX]   (with --only the file is not written)
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { startBackend } from "@lipschitz-gan/backend";
import { conformanceCaseNames, formatConformance, runConformance } from "@lipschitz-gan/verification";
import { runInChromium } from "../verification/browser/dist/run-in-chromium.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const only = values.only ?? "";

// Debian's chromium brings a software GPU; the Vulkan loader reads where it is when it is first called.
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (process.env.VK_ICD_FILENAMES === undefined && existsSync(swiftshader))
  Object.assign(process.env, { VK_ICD_FILENAMES: swiftshader, NODEVICE_SELECT: "1" });

/** A software GPU computes 0.3 GFLOP/s and makes a kernel for every shape: one instance, and no large ones. */
const SMALL = "^(?!.*, large$)";

/** @typedef {import("@lipschitz-gan/verification").ConformanceColumn} Column */

/**
 * @param {string} title
 * @param {"cpu" | "wasm" | "native" | "webgpu" | "node" | "node-gpu"} name
 * @param {number} [threads]
 * @returns {Promise<Column>}
 */
async function inNode(title, name, threads) {
  console.error(`${title} …`);
  /** @type {Awaited<ReturnType<typeof startBackend>>} */
  let started;
  try {
    started = await startBackend(name, threads === undefined ? {} : { threads });
  } catch (error) {
    return { title, about: `not run: ${error instanceof Error ? error.message : String(error)}`, rows: [] };
  }
  const isSoftware = /swiftshader|llvmpipe/iu.test(started.device ?? "");
  const wanted = new RegExp(isSoftware ? `${SMALL}.*${only}` : only, "u");
  const rows = await runConformance({
    backend: name === "node" || name === "node-gpu" ? "tensorflow" : name,
    runs: isSoftware ? 1 : runs,
    seed,
    only: (one) => wanted.test(one),
  });
  const about = started.reason.replace(": asked for by name", "");
  await started.stop();
  return { title, about: `${about}, Node ${process.versions.node}`, rows };
}

/** @returns {Promise<Column[]>} */
async function inPages() {
  console.error("pages of Chromium …");
  const results = await runInChromium({
    backends: ["webgl", "webgpu", "wasm"],
    runs: 1,
    seed,
    only: `${SMALL}.*${only}`,
    timeoutMs: 1_200_000,
  });
  return results.map((result) => {
    const title = `${result.backend} in a page`;
    if ("reason" in result) return { title, about: `not run to the end: ${result.reason}`, rows: result.rows ?? [] };
    const on = result.device === undefined ? `${result.threads} thread(s)` : result.device;
    return { title, about: `${result.browser}, ${on}`, rows: result.rows };
  });
}

const columns = [
  await inNode("cpu", "cpu"),
  await inNode("wasm, 1 thread", "wasm", 1),
  await inNode("wasm, 2 threads", "wasm", 2),
  await inNode("native", "native"),
  await inNode("webgpu in Node", "webgpu"),
  await inNode("node", "node"),
  await inNode("node-gpu", "node-gpu"),
  ...(await inPages()),
];

for (const { title, rows } of columns)
  for (const row of rows.filter(({ holds }) => !holds))
    console.error(`${title}: ${row.case}, ${row.order}: ${row.counterexample}`);
const packages = await Promise.all(
  ["@tensorflow/tfjs-core", "webgpu", "koffi"].map(async (name) => {
    const { version } = JSON.parse(
      await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8"),
    );
    return `${name} ${version}`;
  }),
);
const text = `# Conformance of the backends

<!-- Written by \`npm run conformance\`. -->

Every operation that models, constraints, losses and optimizers are made of, on random instances, against a float64
reference: its value, its gradient, and the gradient of a gradient penalty. A number is the largest error as a share of what
is allowed, which is a formula in unit roundoff and in the magnitudes of what is added up; above 1 the backend is wrong.
"Exact" says that nothing is rounded and every entry was right; a dash that the case was not run there (a software GPU takes no
large tensors), and "not promised" that the backend is known not to keep it. With ${packages.join(", ")}; seed ${seed}; up to
${runs} instances of each case, one on a software GPU and in a page.

${formatConformance(columns, conformanceCaseNames)}`;
const file = new URL("../docs/conformance.md", import.meta.url);
const formatted = await format(text, { parser: "markdown", printWidth: 120 });
if (values.only === undefined) await writeFile(file, formatted);
else console.log(formatted);
process.exit(columns.some(({ rows }) => rows.some(({ holds }) => !holds)) ? 1 : 0);
