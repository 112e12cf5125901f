import { existsSync } from "node:fs";
import { type BackendName, startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conformanceCases } from "../../src/conformance/conformance-cases.ts";
import { runConformance } from "../../src/conformance/run-conformance.ts";

// Debian's chromium brings a software GPU; the Vulkan loader reads where it is when it is first called.
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (process.env["VK_ICD_FILENAMES"] === undefined && existsSync(SWIFTSHADER))
  Object.assign(process.env, { VK_ICD_FILENAMES: SWIFTSHADER, NODEVICE_SELECT: "1" });

interface Here {
  readonly label: string;
  readonly name: BackendName;
  readonly threads?: number;
  /** What a skipped test lacks. */
  readonly needs?: string;
  /** The software GPU makes a kernel for every shape: one instance of each case, and no large ones. */
  readonly isSlow?: boolean;
}

const backends: readonly Here[] = [
  { label: "cpu", name: "cpu" },
  { label: "wasm with one thread", name: "wasm", threads: 1 },
  { label: "wasm with two threads", name: "wasm", threads: 2 },
  { label: "native", name: "native", needs: "koffi and oneDNN" },
  { label: "webgpu in Node", name: "webgpu", needs: "Debian's chromium and libvulkan1, or a GPU", isSlow: true },
];

const families = [...new Set(conformanceCases.map(({ family }) => family))];
const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Math.max(1, Math.round(Number(process.env["FC_RUNS"] ?? 100) / 50));

async function isHere({ name, threads }: Here): Promise<boolean> {
  try {
    await (await startBackend(name, threads === undefined ? {} : { threads })).stop();
    return true;
  } catch {
    return false;
  }
}

const present = new Set<string>();
for (const here of backends) if (here.needs === undefined || (await isHere(here))) present.add(here.label);

describe.each(backends)("$label", ({ label, name, threads, needs, isSlow = false }) => {
  const isPresent = present.has(label);
  let started: StartedBackend | undefined;
  beforeAll(async () => {
    if (isPresent) started = await startBackend(name, threads === undefined ? {} : { threads });
  });
  afterAll(async () => {
    await started?.stop();
  });

  it.skipIf(!isPresent).each(families)(
    `agrees with the reference on %s${needs === undefined ? "" : ` (needs ${needs})`}`,
    async (family) => {
      const wanted = new Set(
        conformanceCases
          .filter((one) => one.family === family && !(isSlow && one.share !== undefined))
          .map((one) => one.name),
      );
      const rows = await runConformance({
        backend: name,
        runs: isSlow ? 1 : runs,
        seed,
        only: (one) => wanted.has(one),
      });
      const wrong = rows.filter(({ holds }) => !holds);
      expect(wrong.map((row) => `${row.case}, ${row.order}, seed ${seed}: ${row.counterexample}`)).toEqual([]);
      expect(rows.length).toBeGreaterThan(0);
    },
    300_000,
  );
});
