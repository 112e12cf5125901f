/** How a curve is drawn. */
export interface CurveStyle {
  /** A CSS colour; it follows the reader's light or dark scheme. */
  readonly colour: string;
  /** An SVG dash pattern, empty for a solid line. */
  readonly dash: string;
}

// Okabe & Ito (2008), "Color Universal Design": eight colours that the common kinds of colour blindness keep apart.
// Darkened for a light page and lightened for a dark one to a contrast of at least 3 : 1; their black is left to the axes.
const light = ["#0072b2", "#c24e00", "#00875f", "#b0508a", "#a86f00", "#2b87c0", "#7a6f00"];
const dark = ["#4ea8dd", "#ff8a4c", "#2fc79a", "#e39ac6", "#e69f00", "#8fd0f5", "#f0e442"];
const dashes = ["", "6,3", "2,2", "8,3,2,3"];

/**
 * Colour and dash of the curve at a place in the palette; after seven the colours begin anew with another dash.
 *
 * @param index - the place, a whole number >= 0
 * @returns the style
 */
export function curveStyle(index: number): CurveStyle {
  return {
    colour: `var(--curve-${index % light.length})`,
    dash: dashes[Math.floor(index / light.length) % dashes.length] ?? "",
  };
}

/** The palette as declarations of CSS variables, for either scheme. */
export const paletteCss: { readonly light: string; readonly dark: string } = {
  light: light.map((colour, i) => `--curve-${i}: ${colour};`).join(" "),
  dark: dark.map((colour, i) => `--curve-${i}: ${colour};`).join(" "),
};
