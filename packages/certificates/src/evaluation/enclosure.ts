/** A box that surely holds an exact result: each entry lies within `radius` of `middle`. */
export interface Enclosure {
  readonly middle: Float64Array;
  /** Entries >= 0, infinite where nothing is known. */
  readonly radius: Float64Array;
}
