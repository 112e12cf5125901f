// @ts-check

/**
 * Mutation testing of the two packages whose numbers everything else rests on: `npm run mutation`.
 * What it found, and why the survivors survive, is in docs/mutation-testing.md.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["packages/{core,regularizers}/src/**/*.ts"],

  testRunner: "vitest",
  // The root configuration would find the packages through node_modules, whose links lead out of the sandbox.
  vitest: { configFile: "vitest.stryker.config.ts" },
  // Each mutant meets only the tests that reach it. Mutants of module constants (static) meet all tests.
  coverageAnalysis: "perTest",
  ignoreStatic: false,

  // Only sources and tests are copied; node_modules is linked.
  inPlace: false,
  tempDirName: ".stryker-tmp",
  ignorePatterns: ["**/dist", "docs", "runs", "coverage", "reports", "benchmarks", "examples", ".turbo"],

  // Property tests take seconds on a busy machine; what loops for ever is stopped by Stryker's hit limit long before.
  timeoutMS: 30_000,
  timeoutFactor: 3,
  concurrency: 1,

  // Results of mutants whose code and tests have not changed are taken from the last run. `--force` runs them all.
  incremental: true,
  incrementalFile: "reports/mutation/incremental.json",
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false, allowEmojis: false },
  htmlReporter: { fileName: "reports/mutation/mutation.html" },
  jsonReporter: { fileName: "reports/mutation/mutation.json" },
  thresholds: { high: 95, low: 85, break: 85 },
};
