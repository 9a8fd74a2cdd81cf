/** Dots for what a print leaves out; gdb sets them behind the last number, Delve says how many there are. */
const DOTS = /(?:[-+]?[\d.]{1,40}?(?:[eE][-+]?\d{1,4})?(?=\.\.\.[}\]\s]))?(?:\.\.\.|…)/y;

/** How each program prints whole what it abbreviates, by what stands before the dots and from them on. */
const REMEDIES: readonly (readonly [before: RegExp, dots: RegExp, remedy: string])[] = [
  [/$/, /^\.\.\.\+\d+ more/, "in Delve after config max-array-values 100000"],
  [/$/, /^\.\.\. \d+ more items?/, "in Node by JSON.stringify(x)"],
  [/(?:^|\n)Tensor\s{1,9}[\s\d.,eE[\]-]*$/, /^/, "in TensorFlow.js by JSON.stringify(x.arraySync())"],
  [/\[\d{1,9}\] = [^[]{1,80}$/, /^\.\.\./, "in lldb by frame variable -A"],
  [/[\d}>]$/, /^\.\.\.[}\s]/, "in gdb after set print elements unlimited"],
  [/\btensor\([\s\S]*$/, /^/, "after torch.set_printoptions(threshold=sys.maxsize)"],
];
/** As much as is looked at: PyTorch shows three rows at each edge. */
const BEFORE = 4000;

/** How a print is made whole, where it is abbreviated at `pos`; undefined where it is not. */
export function remedyAt(text: string, pos: number): string | undefined {
  DOTS.lastIndex = pos;
  const dots = DOTS.exec(text)?.[0];
  if (dots === undefined) return undefined;
  const at = DOTS.lastIndex - (dots.endsWith("…") ? 1 : 3);
  const before = text.slice(Math.max(0, at - BEFORE), at).trimEnd();
  const rest = text.slice(at, at + 40);
  const known = REMEDIES.find(([front, behind]) => front.test(before) && behind.test(rest))?.[2];
  return known ?? "for example after numpy.set_printoptions(threshold=sys.maxsize)";
}
