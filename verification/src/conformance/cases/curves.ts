import type { NamedCurve } from "./named-curve.ts";
import { powerCurves } from "./power-curves.ts";
import { smoothCurves } from "./smooth-curves.ts";
import { straightCurves } from "./straight-curves.ts";

/** Functions of one number. */
export const curves: readonly NamedCurve[] = [...straightCurves, ...powerCurves, ...smoothCurves];

/** The curve of that name. */
export function curveNamed(name: string): NamedCurve {
  const found = curves.find((curve) => curve.name === name);
  if (found === undefined) throw new RangeError(`curveNamed: no curve is called "${name}"`);
  return found;
}
