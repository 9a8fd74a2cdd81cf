export interface Section {
  readonly name: string;
  /** Where the figures come from. */
  readonly origin: string;
  readonly table: string;
}
export function withSections(document: string, sections: readonly Section[]): string;
