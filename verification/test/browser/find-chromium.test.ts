import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findChromium } from "../../browser/src/find-chromium.ts";

const folder = mkdtempSync(join(tmpdir(), "lipschitz-gan-path-"));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

describe("findChromium", () => {
  it("takes the first of its names on the search path, and what CHROMIUM_PATH names before that", () => {
    const chrome = program("google-chrome");
    const PATH = ["/nowhere", folder].join(delimiter);
    expect(findChromium({ PATH })).toBe(chrome);
    const chromium = program("chromium");
    expect(findChromium({ PATH })).toBe(chromium);
    expect(findChromium({ PATH, CHROMIUM_PATH: "" })).toBe(chromium);
    expect(findChromium({ PATH, CHROMIUM_PATH: chrome })).toBe(chrome);
  });

  it("finds nothing where there is nothing", () => {
    expect(findChromium({})).toBeUndefined();
    expect(findChromium({ PATH: "/nowhere" })).toBeUndefined();
  });

  it("refuses a CHROMIUM_PATH that names no program", () => {
    expect(() => findChromium({ CHROMIUM_PATH: "/nowhere/chromium" })).toThrow(
      'findChromium: CHROMIUM_PATH must name a program, received "/nowhere/chromium"; correct or unset it',
    );
  });
});
