import * as token from "./tokens";

/** What a script does to an array where it stands. Nothing is run: an array of that name is another one afterwards. */

/** What shows an array, or a part of it, and is the array itself. */
const VIEWS = /(?:\.(?:data|flat|T|mT|real|imag|values|iloc|loc|iat|at|begin|end))+$/;

/** Methods that change their array; those of PyTorch end with an underscore. */
const METHODS: ReadonlySet<string> = new Set(
  (
    "sort fill put push pop shift unshift splice reverse partition append extend insert remove clear swap resize shuffle " +
    "itemset copyWithin sort_by sort_unstable sort_unstable_by sort_by_key mapv_inplace map_inplace par_mapv_inplace " +
    "swap_axes reverse_axes invert_axis assign assign_add assign_sub scaled_add iter_mut drain retain rotate_left " +
    "rotate_right truncate setZero setOnes setConstant setRandom setIdentity normalize transposeInPlace zero set " +
    "copy_from_slice swap_remove"
  ).split(" "),
);
const HARMLESS: ReadonlySet<string> = new Set(["requires_grad_", "share_memory_", "rename_"]);

/** Functions that change what they are given first. */
const CALLS = new RegExp(
  `^(?:${[
    "(?:np|numpy)\\.(?:put|place|putmask|copyto|fill_diagonal|put_along_axis|\\w+\\.at)",
    "(?:\\w+\\.)*(?:init|functional|F|torch)\\.\\w+_",
    "heapq\\.\\w+|bisect\\.insort\\w*|mem(?:set|cpy|move)|bzero|qsort|swap",
    "std::(?:ranges::)?(?:sort|stable_sort|partial_sort|nth_element|fill|fill_n|reverse|rotate|shuffle|random_shuffle|iota|generate|swap|replace|for_each)",
    "(?:Arrays|Collections)\\.(?:sort|fill|shuffle|reverse|swap|setAll|parallel\\w+)",
    "(?:sort|slices)\\.(?:Sort\\w*|Slice\\w*|Stable|Float64s|Ints|Reverse)",
  ].join("|")})$`,
);
/** Of these a library may have one that gives a copy: what stands by itself is no use but for its change. */
const SHUFFLES = /^(?:.*\.)?[sS]huffle$/;
/** Macros of Rust are called with a mark, as what changes its argument is in Julia. */
const MACROS =
  /^(?:(?:e?print|write|debug_assert|assert)\w*|dbg|vec|array|arr\d|format|panic|todo|matches|info|debug|trace|warn|error|log|tensor|matrix|dmatrix|mat|s|azip|par_azip)$/;

const NAMED = /[A-Za-z_]\w{0,80}(?:\.\w{1,80}){0,6}/g;
/** MATLAB's elements, which are assigned: x(1, :) = 7. */
const ELEMENT_ASSIGNED = /\([^()\n]{1,60}\)[^\S\n]{0,9}=(?![=>])/y;
/** R's dim(x) <- c(3, 2). */
const REPLACED = /\(([A-Za-z.][\w.]{0,60})\)[^\S\n]{0,9}<-/y;
const REPLACES: ReadonlySet<string> = new Set(["dim", "diag", "is.na", "Re", "Im", "body"]);
const ELEMENT = /(?:\[[^\]\n]{0,60}\]){1,5}/y;
const METHOD = /\.([A-Za-z]\w{0,40})!?\(/y;
const COUNTED = /(?:\+\+|--)(?![\w([])/y;
const DELETED = /[^\S\n]{1,9}([A-Za-z_]\w{0,80})\[/y;

/** An array's name without what shows it. */
export function baseOf(name: string): string {
  return name.replace(VIEWS, "");
}

/** Whether a method changes its array. */
function isChange(method: string): boolean {
  return METHODS.has(method) || (/^[a-z]\w*[a-z\d]_$/.test(method) && !HARMLESS.has(method));
}

/**
 * The arrays that are changed in their place by what stands at `start`: a name with its path, which ends at `after`.
 * `isFirst`: nothing stands before it on its line.
 */
export function changedBy(text: string, start: number, after: number, isFirst: boolean): readonly string[] {
  const name = text.slice(start, after);
  if (token.at(COUNTED, text, after) || text.slice(start - 2, start) === "++") return [baseOf(name)];
  const mark = text.charAt(after);
  if (mark === "[") return byElement(text, name, after);
  if ((name === "del" || name === "delete") && mark === " ") return listed(token.at(DELETED, text, after)?.[1]);
  const [, path, method = ""] = /^(.{1,400})\.(\w+)$/.exec(name) ?? [];
  if (mark === "!") {
    if (path !== undefined && text.charAt(after + 1) !== "=") return [baseOf(path)]; // Ruby
    return text.charAt(after + 1) === "(" && !MACROS.test(name) ? namesIn(text, after + 1).slice(0, 1) : [];
  }
  if (mark !== "(") return [];
  if (token.at(ELEMENT_ASSIGNED, text, after)) return [baseOf(name)];
  if (REPLACES.has(name)) return listed(token.at(REPLACED, text, after)?.[1]);
  if (CALLS.test(name)) return namesIn(text, after).slice(0, name.endsWith("swap") ? 2 : 1);
  if (isFirst && SHUFFLES.test(name)) return [...(path === undefined ? [] : [path]), ...namesIn(text, after)];
  return path !== undefined && isChange(method) ? [baseOf(path)] : [];
}

/** x in x[0].sort() and x[0][1]++. */
function byElement(text: string, name: string, after: number): readonly string[] {
  const element = token.at(ELEMENT, text, after);
  if (!element) return [];
  const behind = after + element[0].length;
  return changesAt(text, behind) || token.at(COUNTED, text, behind) ? [baseOf(name)] : [];
}

/** The names in a call's arguments, as far as they stand on its line. */
function namesIn(text: string, open: number): string[] {
  const line = text.slice(open + 1, open + 200).split("\n")[0] ?? "";
  const given = line.slice(0, line.includes(";") ? line.indexOf(";") : undefined);
  return [...given.matchAll(NAMED)].map(([name]) => baseOf(name)).filter((name) => name !== "mut");
}

/** What a keyword of a call changes: y in add(x, 1, out=y), x in x.clip(0, inplace=True). */
export function changedByKeyword(
  text: string,
  lineStart: number,
  at: number,
  name: string,
  after: number,
): string | undefined {
  if (name === "out") return /^\s*([A-Za-z_][\w.]{0,80})/.exec(text.slice(after, after + 100))?.[1];
  if (name !== "inplace" || !/^\s*(?:True|true|1)\b/.test(text.slice(after, after + 10))) return undefined;
  const line = text.slice(Math.max(lineStart, at - 200), at);
  const [, called, first] = /([A-Za-z_][\w.]*)\(\s*([A-Za-z_][\w.]*)?[^()]*$/.exec(line) ?? [];
  if (called === undefined) return undefined;
  return first !== undefined && /^(?:F|functional|\w+\.functional)\./.test(called)
    ? first
    : called.replace(/\.\w+$/, "");
}

/** Whether a method that changes its array is called at `at`: ".mul_(". */
export function changesAt(text: string, at: number): boolean {
  const method = token.at(METHOD, text, at)?.[1];
  return method !== undefined && isChange(method);
}

const listed = (name: string | undefined): string[] => (name === undefined ? [] : [name]);
