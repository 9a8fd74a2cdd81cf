import type { Fault } from "../../core/fault";
import type { Layout } from "../../core/layout";
import { PARAMETERS, type ParameterName, type ParameterState } from "../../protocol/parameters";
import { fitParameter, type Said } from "./fit-parameter";
import { namesOf, slotOf } from "./reduce-settings";
import type { AnalysisSettings, ParameterOverride, TypedName } from "./settings";

/** What the user has said of one parameter. */
export interface Word {
  readonly box?: Pick<ParameterState, "from" | "text">; // what the box shows in place of the value in force
  readonly fault?: Fault; // of the newest word
  readonly counts?: { readonly from: "typed" | "picked"; readonly said: Said };
}

export type Words = ReadonlyMap<ParameterName, Word>;

/** The words of every parameter for an x of this layout (null: x has none). Those that are left out say nothing. */
export function wordsFor(settings: AnalysisSettings, x: Layout | null, out: ReadonlyMap<ParameterName, Fault>): Words {
  return new Map(
    PARAMETERS.map((name) => {
      const { counts, ...word } = wordFor(name, settings, x);
      const fault = out.get(name);
      return [name, fault ? { ...word, fault } : { ...word, ...(counts && { counts }) }];
    }),
  );
}

/** The newest word comes first, one that was refused too: with this x it may fit. Where it does not, the one before counts. */
export function wordFor(name: ParameterName, { refused, parameters }: AnalysisSettings, x: Layout | null): Word {
  const names = namesOf(name);
  const words = [
    ...names.flatMap((typed): Named[] => {
      const text = refused[typed];
      return text === undefined ? [] : [[typed, { from: "typed", text }]];
    }),
    ...names.flatMap((typed): Named[] => (parameters[typed] ? [[typed, parameters[typed]]] : [])),
  ];
  let newest: Word | undefined;
  for (const [typed, word] of words) {
    const fits = fitParameter(typed, word, x);
    const text = word.from === "typed" ? word.text : word.title;
    if (!fits.ok) {
      newest ??= { fault: fits.fault, ...(word.from === "typed" && { box: { from: "typed", text } }) };
      continue;
    }
    // A seed's box tells how dout is drawn, whoever has given the seed.
    newest ??= typed === "seed" ? {} : { box: { from: word.from, text } };
    return { ...newest, counts: { from: word.from, said: fits.value } };
  }
  return newest ?? {};
}
type Named = [TypedName, ParameterOverride];

/** The parameters of which the user has said something, the newest first. */
export function newestFirst({ parameters, refused }: AnalysisSettings): ParameterName[] {
  const said = [...Object.keys(parameters), ...Object.keys(refused)].reverse() as TypedName[];
  return [...new Set(said.map(slotOf))];
}
