/**
 * Kernels whose gradient is right to second order once `registerSecondOrderGradients` has run: it
 * is written in differentiable operations of what was saved, and the tests compare it with finite
 * differences in float64. What is not listed is guarded.
 *
 * @internal
 */
export const provenGradients: ReadonlySet<string> = new Set(
  [
    // replaced by this package
    "AvgPool AvgPoolGrad MaxPool MaxPoolGrad Conv2D Conv2DBackpropFilter Conv2DBackpropInput",
    "DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput",
    "Conv3DBackpropFilterV2 Conv3DBackpropInputV2 Cumsum DepthToSpace MirrorPad",
    "ResizeBilinear ResizeNearestNeighbor Elu LeakyRelu Selu Maximum Minimum",
    "SquaredDifference Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd",
    "LogicalOr LogicalNot Prod",
    // right once the tape is in order: they save what they return
    "Exp Max Min Pow Sigmoid Softmax Tanh",
    // right as they come: smooth, and computed from saved inputs
    "Acos Acosh Asin Asinh Atan Atan2 Atanh Cos Cosh Erf Expm1 Log Log1p Multiply RealDiv",
    "Reciprocal Rsqrt Sin Sinh Softplus Sqrt Square Tan BatchMatMul Conv3D",
    "DepthwiseConv2dNative FusedBatchNorm",
    // piecewise linear or piecewise constant
    "Abs ClipByValue Prelu Relu Relu6 Select ArgMax ArgMin Ceil Floor IsFinite IsInf IsNan",
    "Mod OneHot OnesLike Round Sign Step ZerosLike",
    // linear: sums, copies and rearrangements
    "Add AddN BatchToSpaceND Cast Concat ExpandDims GatherV2 Identity Mean Neg",
    "Pack PadV2 Reshape Reverse Slice SpaceToBatchND SplitV Sub Sum Tile Transpose Unpack",
    "UnsortedSegmentSum",
  ].flatMap((line) => line.split(" ")),
);
