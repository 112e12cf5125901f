/**
 * Examples for the end of a command's help.
 *
 * @param lines - the arguments of each, and what it does
 * @internal
 */
export function examples(lines: readonly (readonly [string, string])[]): string {
  return ["\nExamples:", ...lines.map(([args, says]) => `  $ lipschitz-gan ${args}\n      ${says}`)].join("\n");
}
