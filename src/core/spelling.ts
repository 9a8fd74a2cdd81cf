/** Counts, cells and beginnings of sentences, the same wherever something is said. */

/** "1,234". */
export function counted(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "[3, 1]". */
export function indexText(index: readonly number[]): string {
  return `[${index.join(", ")}]`;
}

/** "Every cell" for "every cell". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
