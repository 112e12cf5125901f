import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterEach } from "vitest";
import { sampleGrid } from "../../src/images/sample-grid.ts";
import { writeReport } from "../../src/report/write-report.ts";

const folders: string[] = [];

/** Removes, after every test, the run folders that it made. */
export function removeRunFolders(): void {
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
}

/** Makes a run folder of the files given, by path; returns where it is. */
export async function makeRun(files: Readonly<Record<string, string | Uint8Array>>, name = "run"): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "report-"));
  folders.push(parent);
  await mkdir(join(parent, name, "samples"), { recursive: true });
  await Promise.all(Object.entries(files).map(([path, content]) => writeFile(join(parent, name, path), content)));
  return join(parent, name);
}

/** The text of a run's report, and the report as a document. */
export async function reportOf(folder: string): Promise<{ readonly text: string; readonly page: ParsedPage }> {
  await writeReport(folder);
  const text = await readFile(join(folder, "report.html"), "utf8");
  const { document } = parseHTML(text);
  return { text, page: document as unknown as ParsedPage };
}

/** As much of linkedom's document as the tests use; the compiler knows no DOM here. */
export interface ParsedPage {
  querySelector(selector: string): ParsedElement | null;
  querySelectorAll(selector: string): Iterable<ParsedElement>;
}

/** As much of an element. */
export interface ParsedElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
}

/** The texts of the elements that a selector finds, each on one line. */
export function textsOf(page: ParsedPage, selector: string): string[] {
  return [...page.querySelectorAll(selector)].map(({ textContent }) => textContent.trim().replaceAll(/\s+/g, " "));
}

/** A grey picture as a PNG. */
export function picture(value = 0): Uint8Array {
  return sampleGrid(Float32Array.of(value), [1, 1, 1, 1]);
}

/** Lines of metrics for steps 1 to n, with losses, a penalty, σ of two layers and times. */
export function metricsLines(n: number): string {
  return Array.from({ length: n }, (_, i) => {
    const sigma = { conv_1: 1 - 0.5 ** (i + 1), score: 1 };
    const losses = { criticLoss: 2 - i / n, generatorLoss: -i / n, penalty: 0.1 };
    return `${JSON.stringify({ step: i + 1, ...losses, sigma, criticMs: 20, generatorMs: 10, stepMs: 31 })}\n`;
  }).join("");
}
