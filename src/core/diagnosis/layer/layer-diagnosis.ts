/** What is said of a layer's wrong gradients: the mistakes of the family, a few cells, one factor, or none of them. */
import { itemAt, numberAt } from "../../item-at";
import { affineShapeOf, indexAt } from "../../layout";
import { counted } from "../../spelling";
import { sizeOf, type Values } from "../../tensor";
import type { Candidate, Problem } from "../../problem";
import type { Gradients } from "../../batchnorm/gradients";
import type { Diagnosis, GradientName, NamedCell } from "../../verdict";
import { isFew } from "../evidence/deviating-cells";
import type { CodeLines } from "../catalogue/contract/mistake";
import { sameText } from "../explain/diagnosis-text";
import { sumOf, UNKNOWN_CODE } from "../explain/uncatalogued";
import type { JudgedTensor } from "../judgement/verdict-text";
import { cellText, named, short } from "../wording";
import { alikeOf, explainTensors, type LayerExplanation } from "./explain-layer";
import { behindActivation, DX_OF_U, inG, underMask, withoutMean } from "./family/formulas";
import type { LayerSets } from "./family/layer-sets";
import { layerSignature } from "./layer-signature";
import type { LayerTerms } from "./layer-terms";

export interface LayerFindings {
  readonly diagnoses: readonly Diagnosis[];
  readonly alike: readonly string[]; // ids of those that look the same here as one before them
}

/** `off`: the tensors with wrong cells. */
export function diagnoseLayer(
  s: LayerSets,
  gradients: Pick<Gradients, GradientName>,
  candidate: Candidate,
  off: readonly JudgedTensor[],
  terms: LayerTerms,
): LayerFindings {
  const wrong = off.flatMap((judged) => {
    const given = candidate[judged.name]?.values;
    return given ? [{ judged, given }] : [];
  });
  const found = explainTensors(s, wrong, terms);
  const diagnoses: Diagnosis[] = [];
  const alike = new Set<string>();
  for (const { judged, given } of wrong) {
    const explanations = found.get(judged.name) ?? [];
    const [best] = explanations;
    if (!best) {
      diagnoses.push(withoutName(s, gradients[judged.name], judged, given));
      continue;
    }
    const others = alikeOf(explanations, judged, given.length).slice(0, 3);
    if (diagnoses.some(({ id }) => id === best.mistake.id)) continue;
    diagnoses.push(described(s, judged, given, best, others), ...others.map((one) => described(s, judged, given, one, [best]))); // prettier-ignore
    for (const { mistake } of others) alike.add(mistake.id);
  }
  return { diagnoses: diagnoses.map((diagnosis) => inFormulasOf(s.problem, diagnosis)), alike: [...alike] };
}

/** What is written in formulas that a layer shares with others, as it is in this one. */
function inFormulasOf(problem: Problem, diagnosis: Diagnosis): Diagnosis {
  const { written, correct } = diagnosis;
  const own = problem.norm === "rms" && withoutMean(correct) !== correct ? withoutMean(written) : written;
  const right = rightIn(problem, correct);
  const isBehind = behindActivation(problem, correct) !== correct;
  return { ...diagnosis, written: isBehind ? inG(own) : own, correct: right };
}

/** A right formula as it is in a layer: without a mean in RMS norm, with the mask, with what an activation hands on. */
function rightIn(problem: Problem, formula: string): string {
  const { norm, setMask } = problem;
  const own = setMask ? underMask(formula) : norm === "rms" ? withoutMean(formula) : formula;
  return behindActivation(problem, own);
}

function described(
  s: LayerSets,
  { name }: JudgedTensor,
  given: Values,
  { mistake, form }: LayerExplanation,
  others: readonly LayerExplanation[],
): Diagnosis {
  const { id, title, sentence, written, correct, code, says } = mistake;
  const notes = [says?.(s, form) ?? "", others.length > 0 ? sameText(others.map((one) => one.mistake.title)) : ""];
  return {
    ...{ id, tensor: name, title, written, correct, code },
    explains: 1,
    text: [sentence, ...notes].filter((text) => text !== "").join(" "),
    harmless: false,
    ...(name === "dx" && { signature: layerSignature(s, given) }),
  };
}

/** No mistake of the family: a few cells that are off, one factor in all of them, or no name. */
function withoutName(s: LayerSets, exact: Float64Array, judged: JudgedTensor, given: Values): Diagnosis {
  const { name, agreement } = judged;
  const { wrong, cells } = agreement.checked;
  if (isFew(wrong, cells)) return ofFewCells(s, exact, judged, given);
  return factorOf(exact, judged, given) ?? unknown(s, name, given);
}

const NAMED = 10;
const CORRECT = { dgamma: "dgamma = sum(dout * xhat)", dbeta: "dbeta = sum(dout)" } as const;
const CODE_OF_DX: CodeLines = {
  numpy: "print(dx / rstd, gamma * dout, ubar, xhat * c)  # compare term by term",
  pytorch: "torch.testing.assert_close(grad_input / rstd, u - u.mean(-1, keepdim=True) - xhat * c)",
  typescript: "console.log(dx[i] / r, u[i], ubar, xhat[i] * c); // compare term by term",
};
const CODE_OF_RMS: CodeLines = {
  numpy: "print(dx / rstd, gamma * dout, xhat * c)  # compare term by term",
  pytorch: "torch.testing.assert_close(grad_input / rstd, u - xhat * c)",
  typescript: "console.log(dx[i] / r, u[i], xhat[i] * c); // compare term by term",
};

function ofFewCells(
  { layout }: LayerSets,
  exact: Float64Array,
  { name, agreement }: JudgedTensor,
  given: Values,
): Diagnosis {
  const { checked } = agreement;
  const shape = name === "dx" ? layout.shape : affineShapeOf(layout);
  const off = [...(checked.wrongCells ?? [])].flatMap((is, offset) => (is ? [offset] : []));
  const distance = (offset: number): number => Math.abs(numberAt(given, offset) - numberAt(exact, offset));
  const cells = off
    .sort((one, other) => distance(other) - distance(one))
    .slice(0, NAMED)
    .map((offset): NamedCell => ({ index: indexAt(shape, offset), given: numberAt(given, offset), expected: numberAt(exact, offset) })); // prettier-ignore
  const [count, all] = [off.length, sizeOf(shape)];
  return {
    id: "local",
    tensor: name,
    explains: 1,
    title: `${counted(count)} of ${counted(all)} cells ${count === 1 ? "is" : "are"} off`,
    text: `No formula is at fault in single cells: ${name} is right in ${counted(all - count)} of ${counted(all)} cells; ${cellText(name, itemAt(cells, 0))}.`,
    written: cells.map((cell) => `${named(name, cell.index)} = ${short(cell.given)}`).join(",  "),
    correct: cells.map((cell) => `${named(name, cell.index)} = ${short(cell.expected)}`).join(",  "),
    code: {
      numpy: "dx = grad_buffer; dx += update  # an in-place write into a shared array changes single cells",
      pytorch: "grad_input[mask] = 0  # a later in-place write; clone() before writing, and check the index",
      typescript: "dx[row * D + column] = value; // a stray index: compare with the layer's own",
    },
    harmless: false,
    cells,
  };
}

/** All cells times one number. */
function factorOf(exact: Float64Array, { name, precision }: JudgedTensor, given: Values): Diagnosis | undefined {
  let [products, squares, most] = [0, 0, 0];
  exact.forEach((value, i) => {
    products += value * numberAt(given, i);
    squares += value * value;
    most = Math.max(most, Math.abs(value));
  });
  const factor = products / squares;
  const unit = { float64: 1e-12, float32: 1e-5, float16: 2 ** -9, bfloat16: 2 ** -6 }[precision.dtype];
  const isAll = exact.every(
    (value, i) => Math.abs(numberAt(given, i) - factor * value) <= unit * Math.abs(factor) * most,
  );
  if (!isAll || !Number.isFinite(factor) || precision.printed || exact.length < 3) return undefined;
  const words = short(factor);
  // Zeros were never computed, and what is right but for its smallest cells was not multiplied.
  if (factor === 0 || words === "1") return undefined;
  return {
    id: "common-factor",
    tensor: name,
    explains: 1,
    title: `${words} times what is right`,
    text: `${name} is ${words} times what it should be: one factor, the same in every cell. A loss scale, a mean for a sum, or an accumulation over several steps does this.`,
    written: `${name} = ${words} * (the right ${name})`,
    correct: name === "dx" ? DX_OF_U : CORRECT[name],
    code: {
      numpy: "dx, dgamma, dbeta = norm_backward(dout * scale, cache)  # divide by the scale, or leave it out",
      pytorch: "optimizer.zero_grad(); loss.backward()  # once, and unscale_ before gradients are read",
      typescript: "const dx = backward(dout.map((value) => value * scale)); // divide by the scale, or leave it out",
    },
    harmless: false,
  };
}

function unknown(s: LayerSets, name: GradientName, given: Values): Diagnosis {
  const isRms = s.problem.norm === "rms";
  const right = rightIn(s.problem, name === "dx" ? DX_OF_U : CORRECT[name]);
  const code = name === "dx" ? (isRms ? CODE_OF_RMS : CODE_OF_DX) : UNKNOWN_CODE[name];
  const base = { id: "unknown", tensor: name, explains: 0, title: "no known mistake fits", correct: right, code, harmless: false } as const; // prettier-ignore
  const special = ofSpecial(name, given);
  if (special) return { ...base, ...special };
  if (name !== "dx") {
    const text = `No known mistake fits ${name}. Compare it with ${right.replace(`${name} = `, "")}.`;
    return { ...base, text, written: `${name} = something else` };
  }
  const signature = layerSignature(s, given);
  const rounded = (value: number): number => Number(short(value, 3));
  const mean = [isRms ? 0 : -rounded(signature.b), "ubar"] as const;
  const sum = sumOf([rounded(signature.a), "u"], mean, [-rounded(signature.k), "xhat * c"]);
  const nearest = sum.includes(" ") ? `r * (${sum})` : `r * ${sum}`;
  const rest = signature.residual > 1e-6 ? `, and ${Number((100 * signature.residual).toPrecision(2))} % of dx is of no such form` : ""; // prettier-ignore
  const text = `No known mistake fits dx. All sets together are nearest to ${nearest}${rest}. Compare it with ${right} term by term.`;
  return { ...base, text, written: `dx = ${nearest} + residual`, signature };
}

/** What is said of cells that no formula leaves: all 0, or none of them a number. */
function ofSpecial(
  name: GradientName,
  given: Values,
): Pick<Diagnosis, "id" | "title" | "text" | "written"> | undefined {
  if (given.every((value) => value === 0)) {
    const text = `${name} is exactly 0 in every cell: it was never computed, or was set to 0 before it was read.`;
    return { id: "all-zero", title: "0 in every cell", text, written: `${name} = 0` };
  }
  if (given.some(Number.isFinite)) return undefined;
  const what = given.every(Number.isNaN) ? "NaN" : "not finite";
  const text = `Every cell of ${name} is ${what}: look for a division by 0, the root of a negative number, or an overflow.`;
  return { id: "not-finite", title: `${what} in every cell`, text, written: `${name} = ${what}` };
}
