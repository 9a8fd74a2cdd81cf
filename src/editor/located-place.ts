/** Where something stands in a text: looked for once in each version, and again where the search did not come to its end. */
export class Located<Place> {
  private known: { readonly version: number; readonly place: Promise<Place | undefined> } | undefined;

  /** `search` gives undefined where the thing is not there, and null where the search failed. */
  async in(version: number, search: () => Promise<Place | undefined | null>): Promise<Place | undefined> {
    if (this.known?.version === version) return this.known.place;
    const found = search();
    const known = { version, place: found.then((place) => place ?? undefined) };
    this.known = known;
    if ((await found) === null && this.known === known) this.known = undefined;
    return known.place;
  }

  /** Somebody else has found it. */
  keep(version: number, place: Place | undefined): void {
    this.known = { version, place: Promise.resolve(place) };
  }
}
