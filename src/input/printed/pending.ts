/** A name for which a value is expected. */
export interface Pending {
  readonly name: string;
  readonly at: number;
  /** value: behind "=". annotated: behind a colon, where a type may stand. label: typed at a prompt, or alone on its line. */
  readonly is: "value" | "annotated" | "label";
  readonly declared: string;
}
