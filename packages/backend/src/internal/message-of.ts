/**
 * The first line of whatever was thrown, for a log line or another error's message.
 *
 * @internal
 */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split("\n", 1)[0] ?? "";
}
