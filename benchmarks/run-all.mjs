// @ts-check
// Runs every benchmark, one after the other, each in a process of its own.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const name of ["conv-gradients", "critic-step", "whole-step", "certify", "models-from-elsewhere"]) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
