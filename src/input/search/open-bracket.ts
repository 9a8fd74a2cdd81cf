import { MAX_RANK } from "../nested-arrays";
import { CANDIDATE_KEYS, CHOICES, PROBLEM_KEYS, SILENT_KEYS } from "../problem-keys";

/** An array whose end has not been met yet: what its elements so far say about its shape. */
export class OpenArray {
  /** Brackets inside this one that are open and of which nothing can come. */
  passed = 0;
  /** No array of numbers any more, but begun as one: its mistake can be named. */
  faulty = false;
  /** Read by JSON so far; else as programs print and write it. */
  json: boolean;
  count = 0; // elements, the one under way included
  nested: boolean | undefined; // whether the elements are arrays; undefined before the first
  inner: readonly number[] | undefined; // shape of the first element that has ended
  /** Brackets that open one inside the other from here to the first number; 0 before that was met. */
  starts = 0;
  comma = false; // behind the latest element

  constructor(
    readonly open: number,
    readonly closing: number, // character code
  ) {
    this.json = closing === 93;
  }

  /** Whether what is left can still be shown as a tensor, or as one with a mistake in it. */
  get isTensorLike(): boolean {
    return this.starts >= 2 && this.starts <= MAX_RANK;
  }

  /** Whether it may end here, with this bracket. */
  endsWith(code: number): boolean {
    return code === this.closing && this.count > 0;
  }

  /** An array inside has ended. False when its shape is another than that of those before. */
  takes(shape: readonly number[], json: boolean): boolean {
    this.json &&= json;
    this.inner ??= shape;
    const { inner } = this;
    return inner === shape || (inner.length === shape.length && inner.every((extent, axis) => extent === shape[axis]));
  }
}

const PROBLEM: ReadonlySet<string> = new Set([...PROBLEM_KEYS, ...SILENT_KEYS]);
const CANDIDATE: ReadonlySet<string> = new Set(CANDIDATE_KEYS);

const WORDS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(CHOICES));
const NUMBERS: ReadonlySet<string> = new Set(["eps", "doutSeed", "gamma", "beta", "axis", "slope"]);
const LISTS: ReadonlySet<string> = new Set([
  "gamma",
  "beta",
  "runningMean",
  "runningVar",
  "mask",
  "split",
  ...CANDIDATE_KEYS,
]);
const BATCHES: ReadonlySet<string> = new Set(["x", "dout"]);

/** An object whose end has not been met yet, as long as it may be a problem (or the candidate of one). */
export class OpenObject {
  passed = 0;
  faulty = false;
  expects: "key" | "colon" | "value" | "comma" = "key";
  key = "";
  /** Shape of x: undefined before there is one, null where it has a mistake or has not ended. */
  shape: readonly number[] | null | undefined;
  private readonly seen = new Set<string>();

  constructor(
    readonly open: number,
    readonly isCandidate: boolean,
  ) {}

  get isEmpty(): boolean {
    return this.seen.size === 0;
  }

  endsWith(code: number): boolean {
    return code === 125 && (this.expects === "key" || this.expects === "comma");
  }

  /** A key stands here. False when a problem has no such key: this is some other object. */
  startsMember(key: string): boolean {
    if (!(this.isCandidate ? CANDIDATE : PROBLEM).has(key)) return false;
    if (this.seen.has(key)) this.faulty = true;
    this.seen.add(key);
    this.key = key;
    this.expects = "colon";
    return true;
  }

  takesString(value: string): boolean {
    this.expects = "comma";
    return WORDS.get(this.key)?.includes(value) ?? SILENT_KEYS.includes(this.key);
  }

  takesNumber(token: string): boolean {
    this.expects = "comma";
    if (this.key === "doutSeed") return Number.isSafeInteger(Number(token)) && Number(token) >= 0;
    if (this.key === "axis") return Number.isSafeInteger(Number(token));
    return NUMBERS.has(this.key);
  }

  /** An array begins as the value. */
  takesArray(): boolean {
    if (this.key === "x") this.shape = null;
    return LISTS.has(this.key) || BATCHES.has(this.key);
  }

  /** That array has ended well. False where it is a list and a batch was expected: then this is no problem. */
  takesShape(shape: readonly number[]): boolean {
    this.expects = "comma";
    if (this.key === "x") this.shape = shape;
    return this.key === "split" ? shape.length === 1 : shape.length > 1 || !BATCHES.has(this.key);
  }
}
