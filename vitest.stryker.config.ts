import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

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

export default defineConfig({
  test: {
    projects: [
      project("core", "core", ["test/norms/**", "test/linear-maps/**"]),
      // The stock gradients must be tested before the other files have registered gradients with TensorFlow.js.
      project("regularizers", "regularizers", ["test/stock-gradients.test.ts"]),
      project("stock-gradients", "regularizers", ["test/!(stock-gradients).test.ts"]),
    ],
  },
});
