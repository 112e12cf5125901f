import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Stryker's sandbox, where this file is copied to along with the mutated sources. */
const root = fileURLToPath(new URL(".", import.meta.url));

/**
 * Test files of one package as its own configuration runs them, with three differences: packages of this repository are
 * imported from the sandbox; property tests draw the same cases in every run, so that a mutant meets the cases that the
 * unmutated code met; and the files share a worker, which loads TensorFlow.js once (each mutant gets a fresh one).
 */
const project = (name: string, folder: string, exclude: string[] = []) => ({
  extends: `./packages/${folder}/vitest.config.ts`,
  root: `${root}packages/${folder}`,
  resolve: { alias: [{ find: /^@lipschitz-gan\/([a-z]+)$/, replacement: `${root}packages/$1/src/index.ts` }] },
  test: {
    name,
    isolate: false,
    env: { FC_SEED: process.env["FC_SEED"] ?? "1", FC_RUNS: process.env["FC_RUNS"] ?? "20" },
    exclude,
  },
});

const sizeOf = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;

/**
 * Small test files of core first: a mutant ends with the first test that fails, and those of one unit are quicker than those
 * of whole networks. The other files keep Vitest's order.
 */
class SmallFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const core = files.filter(({ project: { name } }) => name === "core");
    const others = files.filter((file) => !core.includes(file));
    const usual = await super.sort(others); // oxlint-disable-line unicorn/no-array-sort -- not an array
    return [...core.toSorted((a, b) => sizeOf(a) - sizeOf(b)), ...usual];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SmallFirst },
    projects: [
      project("core", "core"),
      // The stock gradients must be tested before the other files have registered gradients with TensorFlow.js.
      project("regularizers", "regularizers", ["test/stock-gradients.test.ts"]),
      project("stock-gradients", "regularizers", ["test/!(stock-gradients).test.ts"]),
    ],
  },
});
