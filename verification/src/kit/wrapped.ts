/**
 * Breaks a line at spaces. Lines after the first are indented by two; a word that is too long stays whole.
 *
 * @param text - one line, whose leading spaces all lines keep
 * @param width - most characters a line
 * @returns at least one line
 * @internal
 */
export function wrapped(text: string, width: number): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/ +/)) {
    const start = lines.length === 0 ? indent : `${indent}  `;
    if (line === "") line = start + word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = `${indent}  ${word}`;
    }
  }
  return [...lines, line];
}
