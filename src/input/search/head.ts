import { BracketScan } from "./bracket-scan";
import { blankEnd, isOpen, startsMatrix } from "./brackets";
import type { Located } from "./locate-matrices";

/** What the first characters of a JSON text say of it as a whole. */
type HeadFinding =
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
  const start = blankEnd(head, 0, head.length, false);
  if (start >= head.length) return { is: isWhole ? "none" : "open" };
  if (!isOpen(head.charCodeAt(start))) return { is: "none" };
  const { root, isOut, cut } = scanRoot(head, start, head.length, isWhole);
  if (root) return { is: "found", root };
  // The head may end in the middle of what was refused.
  if (isWhole || (isOut && (cut < 0 || scanRoot(head, start, cut, false).isOut))) return { is: "none" };
  return startsMatrix(head, start, head.length) && head.startsWith("[", start)
    ? { is: "open", matrixStart: start }
    : { is: "open" };
}

/**
 * Scans what opens at `start` up to `end`. `isOut`: nothing can come of it any more. `cut`: where the token at the end
 * begins, -1 where the scan did not get there.
 */
function scanRoot(
  head: string,
  start: number,
  end: number,
  isWhole: boolean,
): { readonly root: Located | undefined; readonly isOut: boolean; readonly cut: number } {
  let root: Located | undefined;
  const scan = new BracketScan(head, start, end, "json", { visited: 0 }, (located) => {
    if (located.start === start) root = located;
  });
  scan.run(() => scan.depth === 0 || scan.pending > start);
  const isOut = !root && scan.pos > start && (scan.depth === 0 || scan.pending > start);
  const cut = scan.pos < end ? -1 : scan.token;
  if (isWhole) scan.finish();
  return { root, isOut, cut };
}
