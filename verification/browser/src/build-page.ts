import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";

/** Also from the compiled program, which lies as deep. */
const PAGE = fileURLToPath(new URL("../page/", import.meta.url));

/**
 * A page that is ready to be served.
 *
 * @internal
 */
export interface BuiltPage {
  /** Where its files lie. */
  readonly directory: string;
  /** Removes them. */
  remove(): Promise<void>;
}

/**
 * Bundles the page, with this project's packages from their sources, as an application's own build does it.
 *
 * @param page - the folder of its `index.html`
 * @returns the files, in a folder of their own below the system's temporary one
 * @internal
 */
export async function buildPage(page: string = PAGE): Promise<BuiltPage> {
  const directory = await mkdtemp(join(tmpdir(), "lipschitz-gan-page-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await build({
      root: page,
      configFile: false,
      logLevel: "error",
      resolve: { conditions: ["@lipschitz-gan/source", ...defaultClientConditions] },
      build: { outDir: directory, emptyOutDir: true, minify: false, target: "es2022", reportCompressedSize: false },
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, remove };
}
