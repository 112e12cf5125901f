import { curvesSection } from "./curves-section.ts";
import { headline, titleOf } from "./headline.ts";
import { html, trusted } from "./html.ts";
import { proofSection } from "./proof-section.ts";
import type { RunRecord } from "./read-run.ts";
import { scoresSection } from "./scores-section.ts";
import { spectraSection } from "./spectra-section.ts";
import { samplesSection } from "./samples-section.ts";
import { style } from "./style.ts";
import { tablesSection } from "./tables-section.ts";

// Nothing from elsewhere and no scripts, also should a file of the run have got markup past the escaping.
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * The whole report as one HTML document.
 *
 * @param run - the run
 * @returns the text of the document
 */
export function page(run: RunRecord): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titleOf(run)} · ${run.name}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <main>
          ${headline(run)} ${samplesSection(run.samples)} ${scoresSection(run)} ${curvesSection(run)}
          ${spectraSection(run)} ${proofSection(run)} ${tablesSection(run)}
        </main>
      </body>
    </html> `.markup.replaceAll(/\n\s+/g, "\n");
}
