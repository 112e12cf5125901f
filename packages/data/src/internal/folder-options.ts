/**
 * Which part of a data set.
 *
 * @internal
 */
export type Split = "train" | "test";

/**
 * How a folder is to be read.
 *
 * @internal
 */
export interface FolderOptions {
  /** What to tell the user when a file is missing or damaged. */
  readonly remedy?: string;
  /** Published MD5 by file name, where the files must be exactly those. */
  readonly md5?: Readonly<Record<string, string>>;
}
