import { readFileSync } from "node:fs";

/** The version of this package. It lies two folders up from src/internal as from dist/internal. @internal */
export function packageVersion(): string {
  const url = new URL("../../package.json", import.meta.url);
  const manifest = JSON.parse(readFileSync(url, "utf8")) as { version: string }; // npm packs no package without one
  return manifest.version;
}
