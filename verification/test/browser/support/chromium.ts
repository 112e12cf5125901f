import { findChromium } from "../../../browser/src/find-chromium.ts";

/** The browser of this machine, if there is one. */
export const chromium = findChromium();

/** What a skipped test lacks. */
export const NEEDS_CHROMIUM = "(needs Chromium, such as Debian's package)";
