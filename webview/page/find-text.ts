import type { TensorName } from "../../src/protocol/picture";
import type { Wanted } from "../../src/protocol/queries";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { STRIPS, VIEWS, viewOf } from "../../src/views";
import { isOfBlocks } from "../heatmap/set-blocks";
import { setExtents, type Blocks } from "./block-index";
import { t } from "./strings";

/** What a text asks for: a tensor, one of its cells, or its cells of some value. */
export type Wish =
  | { readonly kind: "tensor"; readonly tensor: TensorName }
  | { readonly kind: "cell"; readonly tensor: TensorName; readonly index: readonly number[] }
  | { readonly kind: "value"; readonly tensor: TensorName; readonly wanted: Wanted; readonly words: string }
  | { readonly kind: "nothing"; readonly fault: string };

type Known = Pick<AnalysisState, "summaries"> & Blocks;

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const CELL = /^(?:\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*,?\s*\]|(-?\d+(?:\s*,\s*-?\d+)+))$/;
const COMPARED = new RegExp(String.raw`^(>=|<=|>|<|==?)?\s*(${NUMBER})$`, "i");

/** Reads what was typed: "3,17", "dx[3,17]", "nan", "> 100", "dgamma max", "xhat". Without a tensor it is about `active`. */
export function readFind(typed: string, active: TensorName, known: Known): Wish {
  const text = typed.trim().replaceAll("\u2212", "-").replaceAll("\u221e", "inf");
  const { tensor = active, rest, isNamed } = tensorIn(text, known);
  if (rest === "" && isNamed) return { kind: "tensor", tensor };
  const cell = CELL.exec(rest);
  if (cell) return cellOf(tensor, (cell[1] ?? cell[2] ?? "").split(",").map(Number), known);
  const wanted = wantedIn(rest.toLowerCase(), tensor, known);
  if (typeof wanted === "string") return { kind: "nothing", fault: wanted };
  if (wanted) return { kind: "value", tensor, wanted, words: rest };
  return {
    kind: "nothing",
    fault: t('"{0}" is no cell (3,17), value (nan, > 100, -1.5, max) or tensor (dx, dgamma).', typed.trim()),
  };
}

/** A tensor's name in front: as it is called in files, or as it is written on the pictures. */
function tensorIn(text: string, known: Known): { tensor?: TensorName; rest: string; isNamed: boolean } {
  const lower = text.toLowerCase();
  const names = VIEWS.filter(({ name }) => known.summaries[name])
    .flatMap(({ name, symbol, label }) =>
      [name, symbol, label].map((called) => ({ name, called: called.toLowerCase() })),
    )
    .sort((one, other) => other.called.length - one.called.length);
  const found = names.find(
    ({ called }) => lower.startsWith(called) && !/^[\p{L}\p{M}\d_]/u.test(lower.slice(called.length)),
  );
  if (!found) return { rest: text, isNamed: false };
  return { tensor: found.name, rest: text.slice(found.called.length).trim(), isNamed: true };
}

function extentsOf(tensor: TensorName, known: Known): readonly number[] {
  if (isOfBlocks(tensor, known)) return setExtents(known);
  const { shape, columnAxes } = known;
  return (STRIPS as readonly TensorName[]).includes(tensor) ? columnAxes.map((axis) => shape[axis] ?? 0) : shape;
}

function cellOf(tensor: TensorName, given: readonly number[], known: Known): Wish {
  const extents = extentsOf(tensor, known);
  const { symbol } = viewOf(tensor);
  if (given.length !== extents.length) {
    const fault = t("A cell of {0} has {1} numbers, got {2}.", symbol, extents.length, given.length);
    return { kind: "nothing", fault };
  }
  const index = given.map((at, axis) => (at < 0 ? at + (extents[axis] ?? 0) : at));
  const beyond = index.findIndex((at, axis) => !(at >= 0 && at < (extents[axis] ?? 0)));
  if (beyond < 0) return { kind: "cell", tensor, index };
  const last = (extents[beyond] ?? 0) - 1;
  const fault = t("{0} has no cell [{1}]: number {2} goes from 0 to {3}.", symbol, given.join(", "), beyond + 1, last);
  return { kind: "nothing", fault };
}

/** The numbers that are meant; a sentence where there are none of the kind; undefined where it means no numbers. */
function wantedIn(text: string, tensor: TensorName, known: Known): Wanted | string | undefined {
  if (text === "nan") return { what: "nan", low: 0, high: 0 };
  if (/^\+?inf(?:inity)?$/.test(text)) return { what: "inf", low: 0, high: 0 };
  if (/^-inf(?:inity)?$/.test(text)) return { what: "-inf", low: 0, high: 0 };
  const extreme = /^(max|min)(?:imum)?$/.exec(text)?.[1];
  if (extreme !== undefined) {
    const summary = known.summaries[tensor];
    if (!summary || summary.finite === 0) return t("{0} has no finite cell.", viewOf(tensor).symbol);
    const value = extreme === "max" ? summary.max : summary.min;
    return { what: "within", low: value, high: value };
  }
  const [, sign, digits] = COMPARED.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  switch (sign) {
    case ">":
      return { what: "above", low: value, high: 0 };
    case ">=":
      return { what: "from", low: value, high: 0 };
    case "<":
      return { what: "below", low: 0, high: value };
    case "<=":
      return { what: "to", low: 0, high: value };
    default: {
      const half = sign === undefined ? halfDigit(digits) : 0;
      return { what: "within", low: value - half, high: value + half };
    }
  }
}

/** Half a unit of the last decimal that was typed: "2.44" means what is shown as 2.44. A whole number means itself. */
function halfDigit(digits: string): number {
  const [, decimals = "", exponent = "0"] = /^[+-]?\d*\.?(\d*)(?:e([+-]?\d+))?$/.exec(digits) ?? [];
  const isWhole = decimals === "" && !digits.includes("e");
  return isWhole ? 0 : 0.5 * 10 ** (Number(exponent) - decimals.length);
}
