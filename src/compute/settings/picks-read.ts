import type { ParameterName } from "../../protocol/parameters";
import { saidOfPick } from "../source/problem-source";
import { GRADIENTS } from "./fit";
import type { AnalysisSettings } from "./settings";
import type { Statements } from "./statements";

/** How everything was read that was picked and counts: a note for each that came as a text or as bytes. */
export function picksRead(
  { parameters, candidate }: AnalysisSettings,
  statements: Statements,
  takesCandidate: boolean,
): string[] {
  const ofParameters = Object.entries(parameters).flatMap(([name, word]) => {
    const counts = statements.get(name as ParameterName)?.counts?.from === "picked";
    const said = word.from === "picked" && counts ? saidOfPick(word.value) : undefined;
    return said === undefined ? [] : [`${name} was read from ${said}`];
  });
  const ofCandidate = GRADIENTS.flatMap((name) => {
    const value = takesCandidate ? candidate?.[name] : undefined;
    const said = value && saidOfPick(value);
    return said === undefined ? [] : [`Your ${name} was read from ${said}`];
  });
  return [...ofParameters, ...ofCandidate];
}
