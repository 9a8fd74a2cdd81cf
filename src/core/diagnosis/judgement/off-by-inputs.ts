import { aside, because } from "../../reason";
import { listed } from "../wording";
import { namesOf, type Finding } from "./case";
import { decimalsOf, printedAmong, worstWords, type JudgedTensor } from "./verdict-text";

/** Tensors that disagree by no more than the inputs may have lost in print: they were held to that. */
export function offByInputs(agreements: readonly JudgedTensor[]): Finding | undefined {
  if (agreements.some(({ agreement }) => agreement.checked.wrong > 0)) return undefined;
  const [inputs] = agreements.flatMap(({ precision }) => precision.inputs ?? []);
  if (!inputs) return undefined;
  const printed = printedAmong(inputs);
  const names = namesOf(agreements.filter(({ agreement }) => agreement.checked.doubtful > 0));
  if (printed.length === 0 || names.length === 0) return undefined;
  const why = because(
    ...(["careless", names] as const),
    `${listed(names)} ${names.length === 1 ? "disagrees" : "disagree"}, but by no more than ${listed(printed.map(({ key }) => key))} may have lost in print`,
    aside(` (${decimalsOf(printed)})`),
    ": give them with all digits",
    ...worstWords(agreements),
  );
  return { verdict: "doubtful", why, agreements };
}
