import { defineProject } from "vitest/config";

const conditions = ["@lipschitz-gan/source"];
export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "examples",
    include: [".generated/**/*.test.ts"],
    setupFiles: ["./setup/example-setup.ts"],
    testTimeout: 60_000,
    isolate: false,
  },
});
