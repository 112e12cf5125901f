/**
 * Rows as lines of equally wide columns, two spaces apart.
 *
 * @param rows - the cells; the first row is the header
 * @param alignRight - the columns whose cells stand at the right; none by default
 * @internal
 */
export function textTable(
  rows: readonly (readonly string[])[],
  alignRight: ReadonlySet<number> = new Set(),
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string =>
    alignRight.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(padded).join("  ").trimEnd());
}
