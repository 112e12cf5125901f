import { defineProject } from "vitest/config";

const conditions = ["@lipschitz-gan/source"];
export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "verification",
    include: ["test/**/*.test.ts"],
    setupFiles: ["./setup/vitest-setup.ts"],
    testTimeout: 60_000,
  },
});
