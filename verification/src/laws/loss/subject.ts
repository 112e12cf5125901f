import type { GanLoss, LossName } from "@lipschitz-gan/training";

/** A loss, under test. */
export interface LossSubject {
  /** Which loss it is to be: whose closed form holds. */
  readonly name: LossName;
  readonly loss: GanLoss;
}
