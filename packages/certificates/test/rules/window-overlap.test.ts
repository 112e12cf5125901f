import { describe, expect, it } from "vitest";
import { windowOverlap } from "@lipschitz-gan/certificates";

/** Counts how many windows of an endless axis meet each entry, and takes the most. */
function counted(kernelSize: number, stride: number, dilation: number): number {
  const meeting = new Map<number, number>();
  for (let window = -50; window <= 50; window++) {
    for (let tap = 0; tap < kernelSize; tap++) {
      const entry = window * stride + tap * dilation;
      meeting.set(entry, (meeting.get(entry) ?? 0) + 1);
    }
  }
  return Math.max(...meeting.values());
}

describe("windowOverlap", () => {
  it("is what counting gives, for all small windows", () => {
    for (let kernelSize = 1; kernelSize <= 7; kernelSize++) {
      for (let stride = 1; stride <= 6; stride++) {
        for (let dilation = 1; dilation <= 6; dilation++) {
          expect(windowOverlap(kernelSize, stride, dilation), `${kernelSize}/${stride}, dilation ${dilation}`).toBe(
            counted(kernelSize, stride, dilation),
          );
        }
      }
    }
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])("refuses %d", (bad) => {
    expect(() => windowOverlap(bad, 1)).toThrow(`windowOverlap: kernelSize must be an integer >= 1, received ${bad}`);
    expect(() => windowOverlap(1, bad)).toThrow(`windowOverlap: stride must be an integer >= 1, received ${bad}`);
    expect(() => windowOverlap(1, 1, bad)).toThrow(`windowOverlap: dilation must be an integer >= 1, received ${bad}`);
  });
});
