/**
 * A text as lines of at most so many characters, broken between words; a longer word has a line of its own.
 *
 * @param text - words with single spaces
 * @param width - characters a line, at least 1
 * @returns at least one line
 * @internal
 */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
