/** A room: how high it stands, what it imports, and the folders inside it, in groups of those that import one another. */
export interface HouseRoom {
  readonly name: string;
  readonly rank: number;
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly to: string }>;
  readonly inner: readonly (readonly string[])[];
}
export function readHouse(root: string): HouseRoom[];
