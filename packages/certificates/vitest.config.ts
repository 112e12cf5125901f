import { defineProject } from "vitest/config";

const conditions = ["@lipschitz-gan/source"]; // run from src: no build needed, no stale dist
export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "certificates",
    include: ["test/**/*.test.ts"],
    setupFiles: ["../../verification/setup/vitest-setup.ts"],
    testTimeout: 60_000,
  },
});
