import { MAX_RANK } from "../max-rank";
import { CANDIDATE_KEYS, CHOICES, LAYER_CHOICES, PROBLEM_KEYS, SILENT_KEYS, X_KEYS } from "../problem-keys";
import { meantKey } from "./meant-key";

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

const PROBLEM: ReadonlySet<string> = new Set(PROBLEM_KEYS);
const SILENT: ReadonlySet<string> = new Set(SILENT_KEYS);
const CANDIDATE: ReadonlySet<string> = new Set(CANDIDATE_KEYS);

const WORDS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({ ...CHOICES, ...LAYER_CHOICES }));
const NUMBERS: ReadonlySet<string> = new Set(["eps", "doutSeed", "gamma", "beta", "rstd", "axis", "slope"]);
const LISTS: ReadonlySet<string> = new Set([
  "gamma",
  "beta",
  "rstd",
  "runningMean",
  "runningVar",
  "mask",
  "split",
  ...CANDIDATE_KEYS,
]);
const IN_PLACE_OF_X: ReadonlySet<string> = new Set(X_KEYS);
const BATCHES: ReadonlySet<string> = new Set([...X_KEYS, "dout"]);

/** Whether the member of a problem stands in the place of x. */
export function isInPlaceOfX(key: string | undefined): boolean {
  return key !== undefined && IN_PLACE_OF_X.has(key);
}

/** An object whose end has not been met yet, as long as it may be a problem (or the candidate of one). */
export class OpenObject {
  passed = 0;
  /** Something is wrong with it that reading it will name. */
  faulty = false;
  /** That something is not even JSON: it may be a piece of a program. */
  isCode = false;
  expects: "key" | "colon" | "value" | "comma" = "key";
  /** Of the member under way, where a problem has it. */
  key: string | undefined;
  /** Shape of x: undefined before there is one, null where it has a mistake or has not ended. */
  shape: readonly number[] | null | undefined;
  isEmpty = true;
  private unknown = ""; // key under way that no problem has
  private isX = false; // of the member under way
  private hasUnknown = false;
  private isTelling = false; // by a key beside x that a problem has, or by one that was meant as such
  private readonly seen = new Set<string>(); // known keys

  constructor(
    readonly open: number,
    readonly isCandidate: boolean,
  ) {}

  /** It has an x. Among keys that no problem has, another one must tell that it is meant as a problem. */
  get isProblem(): boolean {
    return this.shape !== undefined && (this.isTelling || !this.hasUnknown);
  }

  /** A problem even where its grammar is none of JSON: a program's objects seldom have its keys in quotes. */
  get isSurelyProblem(): boolean {
    return this.shape !== undefined && this.isTelling;
  }

  /** Nothing tells of a problem so far, and a key that no problem has stands in it: most likely some other object. */
  get isStranger(): boolean {
    return this.hasUnknown && this.seen.size === 0 && !this.isTelling && this.shape === undefined;
  }

  /** The value under way is one of which a problem knows nothing. */
  get holdsUnknown(): boolean {
    return this.expects === "value" && this.key === undefined;
  }

  endsWith(code: number): boolean {
    return code === 125 && (this.expects === "key" || this.expects === "comma");
  }

  /** A key stands here. */
  startsMember(key: string): void {
    this.expects = "colon";
    this.isEmpty = false;
    this.isX = false;
    this.key = key;
    if ((this.isCandidate ? CANDIDATE : PROBLEM).has(key)) {
      if (this.seen.has(key)) this.faulty = true;
      this.isX = IN_PLACE_OF_X.has(key);
      this.isTelling ||= key !== "x";
      this.seen.add(key);
    } else if (this.isCandidate || !SILENT.has(key)) {
      this.key = undefined;
      this.hasUnknown = true;
      this.isX = key === "X" && this.shape === undefined;
      this.unknown = key;
    }
  }

  takesString(value: string): boolean {
    this.expects = "comma";
    if (this.key === undefined) return this.takesUnknown((key) => WORDS.get(key)?.includes(value) === true);
    return WORDS.get(this.key)?.includes(value) ?? SILENT.has(this.key);
  }

  takesNumber(token: string): boolean {
    this.expects = "comma";
    if (this.key === undefined) return this.takesUnknown((key) => NUMBERS.has(key));
    if (this.key === "doutSeed") return Number.isSafeInteger(Number(token)) && Number(token) >= 0;
    if (this.key === "axis") return Number.isSafeInteger(Number(token));
    return NUMBERS.has(this.key);
  }

  /** A word that is a value of JSON, such as null. */
  takesWord(): boolean {
    return this.key === undefined;
  }

  /** An array begins as the value. */
  takesArray(): boolean {
    if (this.isX) this.shape = null;
    const { key } = this;
    return key === undefined ? this.takesUnknown(takesArrays) : takesArrays(key);
  }

  /** That array has ended well. False where it is a list and a batch was expected. */
  takesShape(shape: readonly number[]): boolean {
    this.expects = "comma";
    if (this.key === "split") return shape.length === 1;
    const isBatch = shape.length > 1;
    if (this.isX) this.shape = isBatch ? shape : undefined;
    return isBatch || this.key === undefined || !BATCHES.has(this.key);
  }

  /** Whatever it is: reading the object names its key. A value that the key that was meant takes tells of a problem. */
  private takesUnknown(isTakenBy: (meant: string) => boolean): true {
    if (!this.isTelling) {
      const meant = meantKey(this.unknown);
      this.isTelling = meant !== undefined && isTakenBy(meant);
    }
    return true;
  }
}

const takesArrays = (key: string): boolean => LISTS.has(key) || BATCHES.has(key);
