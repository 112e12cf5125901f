import { defineConfig } from "vitest/config";

// Vitest as it comes, in place of the configuration of the repository around.
export default defineConfig({});
