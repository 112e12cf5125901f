/** File names and library errors may hold line breaks and terminal escapes; a message must not pass them on. @internal */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
