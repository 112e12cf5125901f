/** A file of any header and data, with the header's length before them unless another is given. */
export function rawFile(header: string | Uint8Array, data: readonly number[] = [], length?: bigint): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** A header's text of one tensor `a`. */
export function headerOf({
  dtype = '"U8"',
  shape = "[2]",
  offsets = "[0,2]",
}: { readonly dtype?: string; readonly shape?: string; readonly offsets?: string } = {}): string {
  return `{"a":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`;
}
