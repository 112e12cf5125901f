// @ts-check
// Runs every benchmark, one after the other, each in a process of its own.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const names = ["conv-gradients", "critic-step", "whole-step", "certify", "frechet", "evaluate"];
const fromElsewhere = ["models-from-elsewhere", "inception-path"]; // end with 3 where the package cannot be had, and say so
for (const name of [...names, ...fromElsewhere]) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: "inherit" });
  if (status !== 0 && !(status === 3 && fromElsewhere.includes(name))) process.exitCode = 1;
}
