// @ts-check
// Adds to package-lock.json the platform binaries that an install on this platform left out.
//
// npm records the optional binaries of all platforms, unless the registry it asked does not carry some of them; `npm ci`
// then refuses the lockfile everywhere. The names and versions stand in the packages' own manifests.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const OS = {
  windows: "win32",
  win32: "win32",
  darwin: "darwin",
  linux: "linux",
  android: "android",
  freebsd: "freebsd",
};
const CPUS = {
  64: "x64",
  x64: "x64",
  arm64: "arm64",
  arm: "arm",
  ia32: "ia32",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
};

/** @param {string} name @returns {{ os: string[], cpu: string[], libc?: string[] }} the platform that a binary's name tells */
function platformOf(name) {
  const words = name.replace(/^.*\/(binding-)?/, "").split("-");
  const os = words.map((word) => OS[/** @type {keyof typeof OS} */ (word)] ?? word)[0] ?? "";
  const cpu = CPUS[/** @type {keyof typeof CPUS} */ (words[1] ?? "")] ?? words[1] ?? "";
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.some((word) => word.startsWith("gnu"))
      ? "glibc"
      : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  if (entry.link || !existsSync(`${path}/package.json`)) continue; // workspaces are links; other platforms are not here
  const manifest = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
  for (const [name, version] of Object.entries(manifest.optionalDependencies ?? {})) {
    if (!/^\d/.test(version) || lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`])
      continue;
    entry.optionalDependencies = { ...entry.optionalDependencies, [name]: version };
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform binaries added`);
