import type { CnnOptions } from "../cnn-options.ts";
import { checkCount, checkWidth } from "./checks.ts";

/** Fills in the defaults and refuses what is out of range. @internal */
export function checkedCnnOptions(where: string, options: CnnOptions): Required<CnnOptions> {
  const { imageSize = 32, channels = 3, width = 1, seed = 0 } = options;
  if (imageSize !== 32 && imageSize !== 48) {
    throw new RangeError(`${where}: imageSize must be 32 or 48, received ${String(imageSize)}`);
  }
  checkCount(where, "channels", channels);
  checkWidth(where, width);
  return { imageSize, channels, width, seed };
}

/** A channel count of table 3 times the width. @internal */
export function scaledChannels(channels: number, width: number): number {
  return Math.max(1, Math.round(channels * width));
}
