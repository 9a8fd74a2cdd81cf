import type { Precision } from "../core/checker";
import { PLACEMENT_TITLES } from "../core/explained-words";
import { EXPERIMENT_STEPS } from "../core/experiment-setup";
import { Experiment, type ExperimentResult } from "../core/explain/experiment";
import type { ToyCheck } from "../core/explain/experiment-check";
import { worstOf } from "../core/explain/numeric-column";
import { PlacementRun, PLACEMENT_SCALES, type Placement } from "../core/explain/placement";
import { placementNotes } from "../core/explain/placement-notes";
import { experimentSaid, placementsSaid } from "../core/explain/placement-said";
import { PLACEMENTS } from "../core/explain/placed-relu";
import { itemAt } from "../core/item-at";
import type { Problem } from "../core/problem";
import type { Verdict } from "../core/verdict";
import { visible } from "../encoding/visible";
import { jsonText } from "./json-text";
import { bullet, SIGNS } from "./tensor-rows";
import { terminalStyle } from "./terminal-style";
import { scientific, short, table } from "./text";

/** A problem under the three placements, and the experiment beside them. */
export interface Placed {
  readonly title: string;
  readonly problem: Problem;
  readonly placements: readonly Placement[];
  readonly experiment: ExperimentResult;
  readonly checks: readonly ToyCheck[]; // of the experiment's gradients
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

const SLICE_MILLISECONDS = 50;
/** The experiment takes about as long as the placements of so many cells of x. */
const CELLS_OF_EXPERIMENT = 150_000;

/** `progress` hears what share of both is done. */
export function place(
  problem: Problem,
  precision: Precision,
  { title, notes }: Pick<Placed, "title" | "notes">,
  progress: (done: number) => void,
): Placed {
  const cells = problem.x.length;
  const run = new PlacementRun(problem, precision);
  const experiment = new Experiment();
  const told = (): void => {
    const done = (run.done / run.total) * cells + (experiment.done / experiment.total) * CELLS_OF_EXPERIMENT;
    progress(done / (cells + CELLS_OF_EXPERIMENT));
  };
  while (!run.advance(SLICE_MILLISECONDS)) told();
  while (!experiment.advance(SLICE_MILLISECONDS)) told();
  const placements = run.result();
  return {
    title,
    problem,
    placements,
    experiment: experiment.result(),
    checks: experiment.checks,
    verdict: worstOf(placements.map(({ verdict }) => verdict)),
    notes: [...placementNotes(problem, run.checkedRows, placements, precision), ...notes],
  };
}

/** The words of docs/problem-file.md, "Before or after the ReLU". */
export function placementJson({ placements, experiment }: Placed): string {
  const written = placements.map(({ name, dead, dxNorm, verdict, byScale }) => ({
    ...{ name, dead, dxNorm, verdict, byScale },
  }));
  return `${jsonText({ placements: written, experiment })}\n`;
}

/** The placements for people. */
export function placementText(placed: Placed, { color, width }: { color: boolean; width: number }): string {
  const { title, problem, placements, experiment, checks, notes } = placed;
  const style = terminalStyle(color);
  const parts = [
    `${problem.layout.shape.join(" × ")} ${problem.dtype}`,
    `eps ${short(problem.eps)}`,
    problem.doutSeed === undefined ? "dout given" : `dout drawn with seed ${problem.doutSeed}`,
  ];
  const overview = placements.map(({ name, dead, dxNorm, verdict }) => [
    PLACEMENT_TITLES[name],
    percent(dead),
    scientific(dxNorm, 3),
    SIGNS[verdict],
  ]);
  const scaled = placements.map(({ name, byScale }) => {
    const rows = byScale.map(({ scale, dead, dxNorm, dsNorm }) => [
      String(scale),
      percent(dead),
      scientific(dxNorm, 3),
      scientific(dsNorm, 3),
    ]);
    return table([PLACEMENT_TITLES[name], "dead", "|dx|", "|dL/ds|"], rows, style.dim);
  });
  const losses = experiment.scales.map((scale, at) => [
    String(scale),
    ...PLACEMENTS.map((name) => scientific(itemAt(itemAt(experiment.losses[name], at), EXPERIMENT_STEPS - 1), 3)),
  ]);
  const said = placementsSaid(placements);
  const range = `${PLACEMENT_SCALES[0]} to ${PLACEMENT_SCALES.at(-1) ?? ""}`;
  const sections = [
    `${style.bold(visible(title))}  ${style.dim(parts.join(" · "))}`,
    table(["placement", "dead", "|dx|", "check"], overview, style.dim),
    notes.map((note) => bullet(note, width)).join("\n"),
    `x scaled by s, from ${range}; |dL/ds| is what a scale of the weights before would feel:`,
    ...scaled,
    [said.dxNorm, said.dead, said.dsNorm].map((sentence) => bullet(sentence, width)).join("\n"),
    `Loss of a small network in the last of ${EXPERIMENT_STEPS} steps, by the scale of its initial weights (seed ${experiment.seed}):`,
    table(["scale", ...PLACEMENTS.map((name) => PLACEMENT_TITLES[name])], losses, style.dim),
    experimentSaid(experiment, checks)
      .map((sentence) => bullet(sentence, width))
      .join("\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
