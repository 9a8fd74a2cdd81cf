import { success, type Result } from "../../core/fault";
import type { ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import { visible } from "../../encoding/visible";
import { labelOf } from "../../input/formats/index";
import { readProblem, readTensorAs, type ReadTensor } from "../../input/read";
import type { Selected } from "../../input/search/widen-selection";

/** What a problem is read from. */
export type ProblemSource =
  /**
   * Text or bytes that input/ understands; `name` helps to tell the format. `range`: a selection inside a text.
   * `selected`: as what that range was found, where it needs no widening any more.
   */
  | {
      readonly kind: "text";
      readonly content: string | Uint8Array;
      readonly name: string;
      readonly range?: readonly [number, number];
      readonly selected?: Pick<Selected, "kind" | "dialect">;
      /** An alternative of an earlier reading. */
      readonly wanted?: string;
    }
  /** Tensors that somebody else has read, such as a debugger's reader. */
  | { readonly kind: "input"; readonly input: ProblemInput };

/** A file that the worker reads itself: its bytes do not go through the host. */
export interface FileOnDisk {
  readonly kind: "file";
  readonly path: string;
  readonly name: string;
  /** An alternative of an earlier reading. */
  readonly wanted?: string;
}

/** Reads whatever a source holds: a text's matrix or problem, its one list where that is taken, or tensors that were read already. */
export function readSource(source: ProblemSource, takesOneList: boolean): Result<ProblemInput> {
  if (source.kind === "input") return success(source.input);
  const { content, name, range, selected, wanted } = source;
  return readProblem(content, { name, range, selected, wanted, takesOneList });
}

/** What is to be said of picks that have been read, where they came as a text or as bytes. */
const accounts = new WeakMap<ProblemSource | Tensor, string>();

/** Reads one tensor that was picked: as it is, or x of a text. `ofMask`: true and false in it are 1 and 0. */
export function readPicked(value: ProblemSource | Tensor, ofMask = false): Result<Tensor> {
  if (!("kind" in value)) return success(value);
  if (value.kind === "input") return success(value.input.x);
  const { content, name, range, selected } = value;
  const read = readTensorAs(content, { name, range, selected, ofMask });
  if (!read.ok) return read;
  accounts.set(value, `${visible(name)}: ${accountOf(read.value)}`);
  return success(read.value.tensor);
}

/** Of a pick that has been read: its name, what was read, and what was taken for granted. */
export function saidOfPick(value: ProblemSource | Tensor): string | undefined {
  return accounts.get(value);
}

function accountOf({ tensor, reading }: ReadTensor): string {
  const form = reading === undefined ? "a list of numbers" : labelOf(reading.format);
  const what = `${form}, ${tensor.shape.join(" x ")}, ${tensor.dtype}.`;
  return [what, ...(reading?.assumed ?? []).map(({ text }) => text)].join(" ");
}
