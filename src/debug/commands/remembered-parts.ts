import type { Memento } from "vscode";
import type { Result } from "../../core/fault";
import type { NamedDescription } from "../readers/reader";
import { callIn } from "../source/calls";
import { withPart, type BackwardRole } from "./usual-names";

/** An expression that the user has chosen, and the caller's function whose frame it stands in. */
interface Chosen {
  readonly expression: string;
  readonly caller?: string;
}
type ChosenParts = Partial<Record<BackwardRole, Chosen>>;

/** Where a choice was made: the same function of the same file in the same program. */
export interface FunctionOfProgram {
  readonly program: string; // name of the debug session
  readonly path: string;
  readonly function: string;
}

const KEY = "gradientLens.backwardParts";
const MOST_FUNCTIONS = 50; // the oldest go first

/** What the user has chosen for the parts of a backward, kept in the workspace for each function. */
export class RememberedParts {
  constructor(private readonly memento: Pick<Memento, "get" | "update">) {}

  of(place: FunctionOfProgram): ChosenParts {
    return this.all.find(([key]) => key === keyOf(place))?.[1] ?? {};
  }

  async keep(
    place: FunctionOfProgram,
    parts: Iterable<readonly [BackwardRole, NamedDescription | null]>,
  ): Promise<void> {
    const chosen: ChosenParts = {};
    for (const [role, entry] of parts) if (entry) chosen[role] = chosenOf(entry);
    await this.store(place, chosen);
  }

  async add(place: FunctionOfProgram, role: BackwardRole, entry: NamedDescription): Promise<void> {
    await this.store(place, withPart(this.of(place), role, chosenOf(entry)));
  }

  private async store(place: FunctionOfProgram, chosen: ChosenParts): Promise<void> {
    if (Object.keys(chosen).length === 0) return;
    const others = this.all.filter(([key]) => key !== keyOf(place));
    await this.memento.update(KEY, [...others, [keyOf(place), chosen]].slice(-MOST_FUNCTIONS));
  }

  private get all(): readonly (readonly [string, ChosenParts])[] {
    return this.memento.get<readonly (readonly [string, ChosenParts])[]>(KEY, []);
  }
}

function chosenOf({ expression, frame }: NamedDescription): Chosen {
  return { expression, ...(frame && { caller: frame.name }) };
}

function keyOf({ program, path, function: name }: FunctionOfProgram): string {
  return JSON.stringify([program, path, name]);
}

/**
 * Of what was chosen, the part that is there at this stop: a tensor of the list, or what `describe` finds for a typed
 * expression and its role. A name that is gone, and what calls code of the program, is left out, so that it is asked about.
 */
export async function stillThere(
  chosen: ChosenParts,
  list: readonly NamedDescription[],
  describe: (role: BackwardRole, expression: string) => Promise<Result<NamedDescription>>,
): Promise<Map<BackwardRole, NamedDescription>> {
  const found = new Map<BackwardRole, NamedDescription>();
  for (const [role, { expression, caller }] of Object.entries(chosen) as [BackwardRole, Chosen][]) {
    const listed = list.find((entry) => entry.expression === expression && entry.frame?.name === caller);
    if (listed) found.set(role, listed);
    if (listed || caller !== undefined || callIn(expression) !== undefined) continue;
    const described = await describe(role, expression);
    if (described.ok) found.set(role, described.value);
  }
  return found;
}
