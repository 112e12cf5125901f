import { largeShapes, shapes } from "../trial/draw.ts";
import type { ConformanceCase } from "../trial/trial.ts";
import { ONCE } from "./define.ts";
import { mirrorPad, pad, padWithSeven } from "./padding-rules.ts";
import { concat, gather, slice, split, stack, unstack } from "./part-rules.ts";
import {
  addN,
  blocks,
  broadcastTo,
  castThere,
  depthToSpace,
  expandAndSqueeze,
  reshape,
  reverse,
  tile,
  transpose,
} from "./place-rules.ts";
import { rearrangement } from "./rearrangement.ts";

const anyRank = shapes(1, 4);
const images = shapes(4, 4, 4);

/** Rearrangements, which round nothing: every entry must arrive as it was. */
export const rearrangementCases: readonly ConformanceCase[] = [
  rearrangement("transpose", shapes(2, 4), transpose),
  rearrangement(
    "transpose, large",
    largeShapes().filter((shape) => shape.length > 1),
    transpose,
    { orders: ONCE, share: 0.2 },
  ),
  rearrangement("reshape, of a view and of a copy", anyRank, reshape),
  rearrangement("pad", anyRank, pad),
  rearrangement("pad, large", largeShapes(), pad, { orders: ONCE, share: 0.1 }),
  rearrangement("pad with a number", anyRank, padWithSeven),
  rearrangement("mirrorPad, reflect", anyRank, mirrorPad("reflect")),
  rearrangement("mirrorPad, symmetric", anyRank, mirrorPad("symmetric")),
  rearrangement("slice", anyRank, slice),
  rearrangement("slice, large", largeShapes(), slice, { orders: ONCE, share: 0.1 }),
  rearrangement("reverse", anyRank, reverse),
  rearrangement("tile", anyRank, tile),
  rearrangement("concat", anyRank, concat),
  rearrangement("concat, large", largeShapes(), concat, { orders: ONCE, share: 0.1 }),
  rearrangement("stack", shapes(1, 3), stack),
  rearrangement("split", anyRank, split),
  rearrangement("unstack", shapes(2, 4), unstack),
  rearrangement("broadcastTo", shapes(1, 3), broadcastTo),
  rearrangement("gather", anyRank, gather),
  rearrangement("depthToSpace", images, depthToSpace),
  rearrangement("spaceToBatchND, batchToSpaceND", images, blocks),
  rearrangement("addN", anyRank, addN),
  rearrangement("addN, large", largeShapes(), addN, { orders: ONCE, share: 0.1 }),
  rearrangement("expandDims, squeeze, clone", shapes(1, 3), expandAndSqueeze),
  rearrangement("cast of float32", anyRank, castThere),
];
