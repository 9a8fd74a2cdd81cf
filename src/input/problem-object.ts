import { normalizesAxes } from "../core/normalization-layer";
import { TAKES_ONE_LIST } from "./max-rank";
import type { Place } from "../core/fault";
import type { Candidate, ProblemInput } from "../core/problem";
import type { Tensor } from "../core/tensor";
import { DTYPES, toTolerances, type Tolerances } from "../core/tolerance";
import type { ReadArray } from "./nested-arrays";
import type { Cursor } from "./cursor";
import { nearestName } from "./nearest";
import { Lines } from "./place";
import { array, axis, gammaOffset, list, number, seed } from "./key-values";
import { describeAt, shorten } from "./describe-token";
import { listed } from "./listed";
import { partOf } from "./named-arrays";
import { FORWARD_NAMES } from "../core/forward";
import { CANDIDATE_KEYS, CHOICES, LAYER_CHOICES, PROBLEM_KEYS, SILENT_KEYS, X_KEYS } from "./problem-keys";

type Fields = { -readonly [K in keyof ProblemInput]: ProblemInput[K] };

/**
 * Reads the problem object that opens under the cursor. Throws InputError.
 *
 * @param takesOneList whether x may be one list although the object names no layer
 */
export function readObject(cursor: Cursor, takesOneList = false): ProblemInput {
  return new ObjectReader(cursor, takesOneList).problem();
}

/** A list of numbers alone is no batch: say so where it stands. */
export function requireRank(cursor: Cursor, read: ReadArray, key = "x"): void {
  if (read.shape.length > 1) return;
  const count = `${read.shape[0]} number${read.shape[0] === 1 ? "" : "s"}`;
  cursor.fail(
    "rank",
    `Expected ${key} to be a matrix (rows in brackets inside brackets), got one list of ${count}; ${TAKES_ONE_LIST}`,
    read.start,
  );
}

export function toTensor(read: ReadArray): Tensor {
  return { shape: read.shape, values: read.values, dtype: "float64" };
}

/** Reads the problem object under the cursor, key by key. */
class ObjectReader {
  private readonly input: Partial<Fields> = {};
  private readonly offsets: Record<string, number> = {};
  private readonly vectors: { readonly key: string; readonly read: ReadArray }[] = []; // given as batches

  constructor(
    private readonly cursor: Cursor,
    private readonly takesOneList: boolean,
  ) {}

  problem(): ProblemInput {
    const { cursor, input } = this;
    const start = cursor.pos;
    this.members("", [...PROBLEM_KEYS], (key) => {
      this.member(key);
    });
    const { x } = input;
    this.refuseVectors();
    this.refuseBoth(start);
    if (!x) {
      return cursor.fail(
        "no-x",
        `Expected the key "x" with the matrix in the problem object (or "xhat", or "xmu"), got ${this.keysRead()}`,
        start,
      );
    }
    const lines = new Lines(cursor.text);
    const places: Record<string, Place> = {};
    for (const [key, offset] of Object.entries(this.offsets)) places[key] = lines.at(offset);
    return { ...input, x, places };
  }

  /** x, xhat and x - mu stand in one place. */
  private refuseBoth(start: number): void {
    const given = X_KEYS.filter((key) => this.offsets[key] !== undefined);
    if (given.length < 2) return;
    this.cursor.fail("x-twice", `Expected one of x, xhat and xmu, got ${listed(given)}`, start);
  }

  private member(key: string): void {
    const { cursor, input } = this;
    switch (key) {
      case "x":
      case "dout":
        input[key] = this.batch(key);
        break;
      case "xhat":
      case "xmu":
        input.x = this.batch(key);
        input.xKept = key;
        break;
      case "gamma":
      case "beta":
      case "rstd":
        input[key] = cursor.code === 91 ? toTensor(array(cursor, key)) : number(cursor, key);
        break;
      case "runningMean":
      case "runningVar":
        input[key] = toTensor(array(cursor, key));
        break;
      case "mask":
        cursor.readsBooleans = true;
        input.mask = toTensor(array(cursor, key));
        cursor.readsBooleans = false;
        break;
      case "eps":
      case "slope":
        input[key] = number(cursor, key);
        break;
      case "tolerance":
        input.tolerance = this.tolerance();
        break;
      case "doutSeed":
        input.doutSeed = seed(cursor);
        break;
      case "split":
        input.split = list(cursor, key, "extents along axis 0");
        break;
      case "mode":
        input.mode = this.choice(key, CHOICES.mode);
        break;
      case "variance":
        input.variance = this.choice(key, CHOICES.variance);
        break;
      case "epsPlacement":
        input.epsPlacement = this.choice(key, CHOICES.epsPlacement);
        break;
      case "activation":
        input.activation = this.choice(key, CHOICES.activation);
        break;
      case "candidate":
      case "candidate2":
        input[key] = this.candidate(key);
        break;
      default:
        this.layerMember(key);
    }
  }

  /** Keys that say which layer it is. */
  private layerMember(key: string): void {
    const { cursor, input } = this;
    switch (key) {
      case "norm":
        input.norm = this.choice(key, LAYER_CHOICES.norm);
        break;
      case "axis":
        input.axis = axis(cursor);
        break;
      case "groups":
        input.groups = number(cursor, key);
        break;
      case "gammaOffset":
        input.gammaOffset = gammaOffset(cursor);
        break;
      case "normalizedShape":
        input.normalizedShape = list(cursor, key, "trailing extents of x");
        break;
      case "axes":
        input.axes = list(cursor, key, "axes of x");
        break;
    }
  }

  private batch(key: string): Tensor {
    const read = array(this.cursor, key);
    if (read.shape.length === 1) this.vectors.push({ key, read });
    return toTensor(read);
  }

  /** One list is a set of layer and RMS norm, and no batch. */
  private refuseVectors(): void {
    const { norm } = this.input;
    const [first] = this.vectors;
    const takes = norm === undefined ? this.takesOneList : normalizesAxes({ norm });
    if (first && !takes) requireRank(this.cursor, first.read, first.key);
  }

  /** One number for every dtype, or an object with some of them. */
  private tolerance(): Tolerances {
    const { cursor } = this;
    const start = cursor.pos;
    const read = toTolerances(cursor.code === 123 ? this.tolerancesByDtype() : number(cursor, "tolerance"));
    return read.ok ? read.value : cursor.fail(read.fault.code, read.fault.text.replace(/\.$/, ""), start);
  }

  private tolerancesByDtype(): Tolerances {
    const given: Record<string, number> = {};
    this.members("tolerance.", [...DTYPES], (key) => {
      given[key] = number(this.cursor, `tolerance.${key}`);
    });
    return given;
  }

  private candidate(key: "candidate" | "candidate2"): Candidate {
    const { cursor } = this;
    if (cursor.code !== 123) {
      const got = describeAt(cursor.text, cursor.pos, cursor.end).text;
      cursor.fail("candidate", `Expected ${key} to be an object with any of dx, dgamma and dbeta, got ${got}`);
    }
    const start = cursor.pos;
    const candidate: Record<string, Tensor> = {};
    const forward: Record<string, Tensor> = {};
    const names = key === "candidate" ? [...CANDIDATE_KEYS, ...FORWARD_NAMES] : CANDIDATE_KEYS;
    this.members(`${key}.`, names, (name) => {
      const isForward = (FORWARD_NAMES as readonly string[]).includes(name);
      (isForward ? forward : candidate)[name] = toTensor(array(cursor, `${key}.${name}`));
    });
    if (Object.keys(forward).length > 0) this.input.forward = forward;
    else if (Object.keys(candidate).length === 0) {
      cursor.fail("empty", `${key} is empty, expected any of dx, dgamma and dbeta`, start);
    }
    return candidate;
  }

  /** Reads { "key": value, ... }: known keys through `member`, each at most once. */
  private members(prefix: string, known: readonly string[], member: (key: string) => void): void {
    const { cursor } = this;
    const open = cursor.pos++;
    const seen = new Map<string, number>();
    for (;;) {
      cursor.blank();
      if (cursor.atEnd) cursor.fail("unclosed", "The object that opens here is never closed", open);
      if (cursor.code === 125) break;
      const at = cursor.pos;
      const key = this.string(`a key in quotes or "}"`);
      this.checkKey(key, prefix, known, seen, at);
      cursor.blank();
      if (cursor.code !== 58) {
        cursor.fail(
          "colon",
          `Expected ":" after "${prefix}${shorten(key)}", got ${describeAt(cursor.text, cursor.pos, cursor.end).text}`,
        );
      }
      cursor.pos++;
      cursor.blank();
      if (known.includes(key)) {
        this.offsets[prefix + key] = cursor.pos;
        member(key);
      } else this.skip();
      cursor.blank();
      if (cursor.code === 44) cursor.pos++;
      else if (cursor.code !== 125 && !cursor.atEnd) {
        cursor.fail(
          "comma",
          `Expected "," or "}" after "${prefix}${shorten(key)}", got ${describeAt(cursor.text, cursor.pos, cursor.end).text}`,
        );
      }
    }
    cursor.pos++;
  }

  private checkKey(key: string, prefix: string, known: readonly string[], seen: Map<string, number>, at: number): void {
    const { cursor } = this;
    const first = seen.get(key);
    if (first !== undefined) {
      const { line } = new Lines(cursor.text).at(first);
      cursor.fail(
        "duplicate-key",
        `Key "${prefix}${shorten(key)}" stands twice (first on line ${line}), expected once`,
        at,
      );
    }
    seen.set(key, at);
    if (known.includes(key) || (prefix === "" && SILENT_KEYS.includes(key))) return;
    const usual = partOf(key)?.key; // another name for the same, as in files of arrays
    const near = usual !== undefined && known.includes(usual) ? usual : nearestName(key, known);
    const isGradient = prefix === "" && (CANDIDATE_KEYS as readonly string[]).includes(key);
    const meant = near === undefined ? "" : `did you mean "${near}"? `;
    const hint = isGradient ? `a ${key} of your own stands in "candidate": {"${key}": ...}. ` : meant;
    cursor.fail("unknown-key", `Unknown key "${prefix}${shorten(key)}" (${hint}Known keys: ${known.join(", ")})`, at);
  }

  private choice<T extends string>(key: string, choices: readonly T[]): T {
    const at = this.cursor.pos;
    const expected = listed(
      choices.map((choice) => `"${choice}"`),
      "or",
    );
    const given = this.string(expected);
    const found = choices.find((choice) => choice === given);
    if (found === undefined) this.cursor.fail(kebab(key), `${key} is "${given}", expected ${expected}`, at);
    return found;
  }

  /** Reads a JSON string; a fault says that `expected` was expected. */
  private string(expected: string): string {
    const { cursor } = this;
    const { text, pos, end } = cursor;
    STRING.lastIndex = pos;
    const match = STRING.exec(text);
    if (!match || STRING.lastIndex > end) {
      // No text is NaN in the place of a missing one, as a number is.
      const got = describeAt(text, pos, end);
      return cursor.fail("token", `Expected ${expected}, got ${got.code === "null" ? "null" : got.text}`);
    }
    cursor.pos = STRING.lastIndex;
    try {
      return String(JSON.parse(match[0]));
    } catch {
      return cursor.fail("string", `Expected ${expected}, got the malformed string ${match[0].slice(0, 40)}`, pos);
    }
  }

  /** Passes over a value of any kind that nobody reads: a string, or a word up to the next comma. */
  private skip(): void {
    const { cursor } = this;
    if (cursor.code === 34) this.string("a string");
    else {
      const got = describeAt(cursor.text, cursor.pos, cursor.end);
      cursor.fail(got.code, `Expected a string, got ${got.text}`);
    }
  }

  private keysRead(): string {
    const keys = Object.keys(this.offsets).filter((key) => !key.includes("."));
    return keys.length ? keys.join(", ") : "none";
  }
}

const STRING = /"(?:[^"\\\n\r]|\\.)*"/y;

/** The code of a key's fault: "epsPlacement" -> "eps-placement". */
function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
