import { defineConfig } from "vitest/config";

const conditions = ["@lipschitz-gan/source"];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: ["packages/*", "verification"],
    coverage: { include: ["packages/*/src/**/*.ts"] },
  },
});
