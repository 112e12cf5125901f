// @ts-check
// Runs benchmarks one after the other, each in a process of its own: those that are named, or those of the list.
// Usage: node benchmarks/run-all.mjs [NAME …] [--quick] [--out DIR] (what comes after the names is handed on to each)
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** About ten minutes on a quiet machine; the others take longer or need something from a registry, and are run by name. */
const all = ["whole-step", "critic-step", "conv-gradients", "certify", "frechet", "evaluate"];

const given = process.argv.slice(2);
const end = given.findIndex((argument) => argument.startsWith("-"));
const [asked, flags] = end < 0 ? [given, []] : [given.slice(0, end), given.slice(end)];
const unknown = asked.find((name) => !/^[a-z0-9-]+$/u.test(name) || name === "run-all" || !existsSync(fileOf(name)));
if (unknown !== undefined) {
  console.error(
    `bench: must be names of scripts in benchmarks/, received "${unknown}"; without a name ${all.join(", ")}`,
  );
  process.exit(2);
}
const names = asked.length > 0 ? asked : all;
for (const name of names) {
  if (names.length > 1) console.log(`\n── ${name} ──\n`);
  const { status } = spawnSync(process.execPath, [fileOf(name), ...flags], { stdio: "inherit" });
  if (status !== 0) process.exitCode = status ?? 1;
}

/** @param {string} name */
function fileOf(name) {
  return fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
}
