// @ts-check
// The same laws as tests: `npx vitest run` in this folder.
import { describeConstraint } from "@lipschitz-gan/verification";
import { maxNorm } from "./max-norm.mjs";

describeConstraint("maxNorm()", () => maxNorm(), { runs: 50 });
