/** Markup that is safe to put into a page: text in it was escaped when it was made. */
export interface Html {
  /** The markup. */
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, {@link Html} and lists of it go in as they are. */
export type Content = string | number | Html | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes text safe between tags and in quoted attributes.
 *
 * @param text - any text
 * @returns the text with `& < > " '` as entities
 */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

/**
 * A template of markup that escapes what is put into it.
 *
 * @param strings - the literal markup
 * @param contents - what goes in between
 * @returns the markup
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { markup: strings.map((literal, i) => literal + render(contents[i] ?? "")).join("") };
}

/**
 * Markup that was made safe elsewhere.
 *
 * @param markup - markup that holds no unescaped text from files
 * @returns the markup, as {@link Html}
 */
export function trusted(markup: string): Html {
  return { markup };
}

function render(content: Content): string {
  if (typeof content === "string") return escapeHtml(content);
  if (typeof content === "number") return String(content);
  return "markup" in content ? content.markup : content.map(({ markup }) => markup).join("");
}
