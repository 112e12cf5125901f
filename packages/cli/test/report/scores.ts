import type { Protocol, Score } from "@lipschitz-gan/metrics";

/** A protocol of pictures, with changes. */
export function protocolOf(changes: Partial<Protocol> = {}): Protocol {
  return {
    dataset: "mnist",
    nReal: 2000,
    split: "train",
    nFake: 2000,
    seed: 0,
    resize: "none",
    dtype: "float32",
    extractor: { name: "mnist", sha256: "0123456789abcdef".repeat(4), accuracy: 0.9912 },
    parameters: {},
    ...changes,
  };
}

/** A score of that protocol. */
export function scoreOf(name: string, value: number, changes: Partial<Protocol> = {}, std?: number): Score {
  return { name, value, ...(std !== undefined && { std }), protocol: protocolOf(changes) };
}

/** A line of metrics with scores. */
export function scoresLine(step: number, ...scores: readonly Score[]): string {
  return `${JSON.stringify({ step, criticLoss: 1, scores })}\n`;
}
