import { BracketScan } from "./bracket-scan";
import { blankEnd, isOpen, startsMatrix } from "./brackets";
import type { Located } from "./locate";

/** What the first characters of a JSON text say of it as a whole. */
export type HeadFinding =
  /** It is no matrix and no problem, whatever follows. */
  | { readonly is: "none" }
  /** It is this one. */
  | { readonly is: "found"; readonly root: Located }
  /** It may be one: more must be read. `matrixStart`: where rows of numbers begin, if the text begins with them. */
  | { readonly is: "open"; readonly matrixStart?: number };

/**
 * Looks at the head of a JSON text, which is most often all that it takes to leave it alone: records, GeoJSON and COCO
 * show with their first key or word that they are something else.
 */
export function readHead(head: string, isWhole: boolean): HeadFinding {
  const end = head.length;
  const start = blankEnd(head, 0, end, false);
  if (start < end && !isOpen(head.charCodeAt(start))) return { is: "none" };
  let root: Located | undefined;
  const scan = new BracketScan(head, start, end, "json", { visited: 0 }, (located) => {
    if (located.start === start) root = located;
  });
  scan.run(() => scan.depth === 0 || scan.pending > start);
  if (!root && start < end && scan.pending > start) return { is: "none" };
  if (!root && !isWhole) {
    return startsMatrix(head, start, end) && head.startsWith("[", start)
      ? { is: "open", matrixStart: start }
      : { is: "open" };
  }
  scan.finish();
  return root ? { is: "found", root } : { is: "none" };
}
