import { paletteCss } from "./palette.ts";

const lightColours = "--page: #f6f6f3; --card: #ffffff; --ink: #1d1f21; --soft: #5d6166; --line: #dcdcd6;";
const darkColours = "--page: #131517; --card: #1c1f22; --ink: #e8e8e6; --soft: #a3a8ad; --line: #34383c;";

/** The report's whole style sheet: one column on a phone, cards side by side on a desk, light or dark as the reader has it. */
export const style: string = `
:root { color-scheme: light dark; ${lightColours} ${paletteCss.light} }
@media (prefers-color-scheme: dark) { :root { ${darkColours} ${paletteCss.dark} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: clamp(1.6rem, 4vw, 2.4rem); line-height: 1.15; margin: 0 0 12px; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 0 0 8px; }
h3 { font-size: 1rem; margin: 0 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 12px; }
section { margin-top: 40px; }
.kicker, .note, figcaption, .samples p, .beside p { color: var(--soft); font-size: 0.875rem; }
.kicker { margin-bottom: 4px; overflow-wrap: anywhere; }
.lead { max-width: 70ch; }
.note { margin: 6px 0 0; overflow-wrap: anywhere; }
.note:empty { display: none; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); gap: 12px; margin: 20px 0 0; }
.tiles > div, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; min-width: 0; }
.tiles dt { color: var(--soft); font-size: 0.8125rem; overflow-wrap: anywhere; }
.tiles dd { margin: 0; font-size: 1.2rem; white-space: nowrap; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd.note { font-size: 0.75rem; font-weight: 400; white-space: normal; }
.wide h3 + svg + h3 { margin-top: 20px; }
figure { margin: 0; min-width: 0; }
img { display: block; max-width: 100%; height: auto; border-radius: 4px; outline: 1px solid var(--line); }
.samples { display: grid; grid-template-columns: minmax(0, 527px) minmax(0, 1fr); gap: 32px; }
.strip { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: 12px; }
.strip img { width: 100%; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; }
.card svg:not(.swatch) { width: 100%; max-width: 560px; height: auto; }
.wide { display: grid; grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr); gap: 24px; margin-bottom: 16px; }
.scores .card + .grid { margin-top: 16px; }
.beside h3 { margin-top: 20px; }
.across { grid-column: 1 / -1; }
.swatch { vertical-align: middle; margin-right: 4px; }
.scroll { overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 400; }
thead th, .tables th { color: var(--soft); }
.figures th, .figures td { overflow-wrap: normal; white-space: nowrap; }
.figures td, .figures thead th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
.figures .text, .figures thead th.text { text-align: left; padding-left: 12px; }
.figures tfoot th, .figures tfoot td { font-weight: 600; border-bottom: 0; }
.proof .note { margin-bottom: 12px; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 32px; }
.tables th { width: 42%; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; overflow-x: auto; }
code { font: 0.875rem/1.5 ui-monospace, monospace; }
@media (max-width: 820px) {
  main { padding: 20px 14px 40px; }
  .samples, .wide { grid-template-columns: minmax(0, 1fr); }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .strip { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media print { :root { ${lightColours} ${paletteCss.light} } .card { break-inside: avoid; } }
`;
