import { type Html, trusted } from "./html.ts";
import { curveStyle } from "./palette.ts";

/**
 * A short piece of line in the colour and dash of a curve, for tables and lists.
 *
 * @param style - the curve's place in the palette
 * @returns an SVG of 26 by 10 pixels
 */
export function swatch(style: number): Html {
  const { colour, dash } = curveStyle(style); // both from the palette, never from a file
  const line = `<line x1="1" y1="5" x2="25" y2="5" stroke="${colour}" stroke-width="3" stroke-dasharray="${dash}"/>`;
  return trusted(`<svg class="swatch" width="26" height="10" aria-hidden="true">${line}</svg>`);
}
