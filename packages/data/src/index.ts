/**
 * MNIST, Fashion-MNIST, CIFAR-10 and 2-D mixtures as batches.
 * @packageDocumentation
 */
export {};
