import type { AnalysisSettings } from "../compute/settings/settings";
import { PARAMETERS, type ParameterName, type ParameterState, type TypedName } from "../protocol/parameters";

type Boxes = Readonly<Record<ParameterName, ParameterState>>;
type Said = Readonly<Partial<Record<TypedName, ParameterState>>>;

const NAMES: readonly TypedName[] = [...PARAMETERS, "seed"];

/** What the user has said of each parameter, by the newest word: there it can be mended where no picture is made with it. */
export function saidBoxes({ parameters, refused }: AnalysisSettings): Said {
  const said = NAMES.flatMap((name): [TypedName, ParameterState][] => {
    const text = refused[name];
    const word = parameters[name];
    if (text !== undefined) return [[name, { from: "typed", text }]];
    return word ? [[name, { from: word.from, text: word.from === "typed" ? word.text : word.title }]] : [];
  });
  return Object.fromEntries(said);
}

/** The boxes of a picture, with what was said since it was made. */
export function withSaid(boxes: Boxes, said: Said): Boxes {
  const newer = PARAMETERS.flatMap((name) => {
    const box = said[name];
    return box && box.text !== boxes[name].text ? [[name, box] as const] : [];
  });
  return newer.length ? { ...boxes, ...(Object.fromEntries(newer) as Partial<Boxes>) } : boxes;
}
