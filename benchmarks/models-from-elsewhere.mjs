// @ts-check
// Certificates of real image classifiers that others trained: how long, how large, and what the bound is.
// Usage: node benchmarks/models-from-elsewhere.mjs [mobilenet_v2] [inception_v3]; both unless one is named.
// Exit code 1 if a certificate is not valid, 3 if a model cannot be fetched.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nsfwjsModel } from "./support/nsfwjs-models.mjs";

const command = fileURLToPath(new URL("../packages/cli/bin/lipschitz-gan.mjs", import.meta.url));
const wanted = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), "certificates-"));
for (const name of /** @type {const} */ (["mobilenet_v2", "inception_v3"])) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const model = fetched(name);
  if (model === undefined) continue;
  const file = join(out, `${name}.json`);
  const certify = timed(["certify", model, "--range", "0,1", "--out", file, "--json"]);
  if (certify.status !== 0) {
    console.log(
      `${name}: no certificate after ${certify.seconds.toFixed(0)} s: ${certify.stderr.trim().split("\n").at(-1)}`,
    );
    process.exitCode = 1;
    continue;
  }
  const { lower, upper, layers, merges } = JSON.parse(certify.stdout);
  const check = timed(["check", file, model, "--json"]);
  const { valid, reason } = JSON.parse(check.stdout);
  console.log(
    `${name}: ${lower.toPrecision(4)} <= Lipschitz constant <= ${upper.toPrecision(4)}, ${layers.length} operations, ${merges.length} merges`,
  );
  console.log(
    `  certify with its own check ${certify.seconds.toFixed(0)} s, check again ${check.seconds.toFixed(0)} s: ${valid ? "valid" : reason}, ${(statSync(file).size / 2 ** 20).toFixed(1)} MiB`,
  );
  if (!valid) process.exitCode = 1;
}
rmSync(out, { recursive: true });

/** @param {"mobilenet_v2" | "inception_v3"} name */
function fetched(name) {
  try {
    return nsfwjsModel(name);
  } catch (error) {
    console.log(`${name}: cannot be fetched (${String(error).split("\n")[0]})`);
    process.exitCode = 3;
    return undefined;
  }
}

/** @param {readonly string[]} args */
function timed(args) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr, seconds: (performance.now() - start) / 1000 };
}
