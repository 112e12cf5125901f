import { defineConfig } from "vitest/config";

const conditions = ["@lipschitz-gan/source"];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: ["packages/*", "verification/vitest.config.ts", "verification/vitest.examples.config.ts"],
    coverage: { include: ["packages/*/src/**/*.ts"] },
  },
});
