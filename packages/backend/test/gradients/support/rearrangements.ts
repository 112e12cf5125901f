import * as tf from "@tensorflow/tfjs-core";

import { linear, type Operation } from "./contract.ts";

const image = [1, 3, 4, 2];
const rank4 = (x: tf.Tensor) => tf.reshape<tf.Rank.R4>(x, x.shape as [number, number, number, number]);

/** Both resizings, in all three conventions of where a pixel's centre is. */
function resizing(from: number[], to: [number, number]): Operation[] {
  return [
    [false, false],
    [true, false],
    [false, true],
  ].flatMap(([corners, half]) => {
    const how = `${String(from.slice(1, 3))} to ${String(to)}${corners ? " aligned corners" : ""}${half ? " half pixels" : ""}`;
    return [
      linear(`resizeBilinear ${how}`, from, (x) => tf.image.resizeBilinear(rank4(x), to, corners, half)),
      linear(`resizeNearestNeighbor ${how}`, from, (x) => tf.image.resizeNearestNeighbor(rank4(x), to, corners, half)),
    ];
  });
}

export const rearrangements: Operation[] = [
  linear("addN", [3], (x) => tf.addN([x, tf.mul(2, x), x])),
  linear("avgPool with an overhanging window", [1, 4, 3, 1], (x) => tf.avgPool(rank4(x), 3, 2, 1, "ceil")),
  linear("batchToSpaceND", [4, 2, 2, 1], (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  ),
  linear("broadcastTo", [2, 1, 3], (x) => tf.broadcastTo(x, [2, 2, 3])),
  linear("cast", [5], (x) => tf.cast(tf.cast(x, "float32"), "float32")),
  linear("concat", [2, 3], (x) => tf.concat([x, tf.mul(2, x)], 1)),
  linear("conv1d", [1, 6, 2], (x) =>
    tf.conv1d(
      tf.reshape<tf.Rank.R3>(x, [1, 6, 2]),
      tf.reshape<tf.Rank.R3>(tf.linspace(-1, 1, 12), [3, 2, 2]),
      2,
      "same",
    ),
  ),
  linear("cumsum of the last axis", [2, 4], (x) => tf.cumsum(x, 1)),
  linear("cumsum of an inner axis, exclusive, reversed", [3, 2, 2], (x) => tf.cumsum(x, 0, true, true)),
  linear("cumsum of a middle axis", [2, 3, 2], (x) => tf.cumsum(x, 1)),
  linear("depthToSpace", [1, 2, 3, 8], (x) => tf.depthToSpace(rank4(x), 2)),
  linear("depthToSpace by 3", [2, 1, 2, 9], (x) => tf.depthToSpace(rank4(x), 3)),
  linear("dot product of every row", [2, 3], (x) => tf.sum(tf.mul(x, tf.tensor([1, 2, 3])), 1)),
  linear("expandDims", [3], (x) => tf.expandDims(x, 0)),
  linear("gather", [4, 2], (x) => tf.gather(x, tf.tensor1d([3, 0, 3], "int32"))),
  linear("gather along an inner axis", [2, 4], (x) => tf.gather(x, tf.tensor1d([1, 1, 2], "int32"), 1)),
  linear("matMul", [2, 3], (x) => tf.matMul(x, tf.reshape(tf.linspace(-1, 1, 12), [3, 4]))),
  linear("mean", [2, 3, 2], (x) => tf.mean(x, [0, 2])),
  linear("mirrorPad reflect", [3, 4], (x) =>
    tf.mirrorPad(
      x,
      [
        [2, 1],
        [0, 3],
      ],
      "reflect",
    ),
  ),
  linear("mirrorPad symmetric", [3, 4], (x) =>
    tf.mirrorPad(
      x,
      [
        [3, 1],
        [0, 2],
      ],
      "symmetric",
    ),
  ),
  linear("pad", [2, 3], (x) =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  ),
  ...resizing(image, [6, 8]),
  ...resizing(image, [5, 3]),
  ...resizing([2, 2, 3, 1], [1, 7]),
  linear("reverse", [2, 3], (x) => tf.reverse(x, 1)),
  linear("slice", [3, 4], (x) => tf.slice(x, [1, 0], [2, 3])),
  linear("spaceToBatchND", [1, 3, 4, 1], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 0],
      ],
    ),
  ),
  linear("split", [2, 4], (x) => tf.sub(...pair(tf.split(x, 2, 1)))),
  linear("stack", [3], (x) => tf.stack([x, tf.neg(x)], 1)),
  linear("sum", [2, 3, 2], (x) => tf.sum(x, [1], true)),
  linear("tile", [2, 3], (x) => tf.tile(x, [2, 2])),
  linear("transpose", [2, 3, 2], (x) => tf.transpose(x, [2, 0, 1])),
  linear("unsortedSegmentSum", [4, 2], (x) => tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 1], "int32"), 3)),
  linear("unstack", [2, 3], (x) => tf.sub(...pair(tf.unstack(x)))),
  linear("upsampling by whole numbers", [1, 2, 3, 2], (x) => tf.image.resizeNearestNeighbor(rank4(x), [4, 9])),
];

function pair(tensors: tf.Tensor[]): [tf.Tensor, tf.Tensor] {
  const [first, second] = tensors;
  if (first === undefined || second === undefined) throw new Error("expected two tensors");
  return [first, second];
}
