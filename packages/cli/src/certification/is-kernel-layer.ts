/** The classes of layers with a kernel, as certificates name them. */
const kernelClasses: ReadonlySet<string> = new Set([
  "Dense",
  "Conv1D",
  "Conv2D",
  "Conv3D",
  "Conv2DTranspose",
  "Conv3DTranspose",
  "DepthwiseConv2D",
]);

/** Whether an operation of a certificate multiplies by a kernel, which is what constraints act on. */
export function isKernelLayer({ kind }: { readonly kind: string }): boolean {
  return kernelClasses.has(kind);
}
