import type { Tensor } from "../../core/tensor";
import type { AnalysisSettings, CandidateOverride, ParameterOverride } from "../settings/settings";
import type { WorkerRequest, WorkerRequestName, WorkerRequestOf, WorkerRequests } from "./messages";
import type { ProblemSource } from "../source/problem-source";

/** Something that was picked: the contents of a file, a text with a selection, a tensor. It may be large. */
type Pick = ProblemSource | Tensor;

/** What goes beside a request that names things that were picked: only those that the worker has not got yet. */
export interface PicksAlong {
  readonly brings: readonly (readonly [id: number, pick: Pick])[];
  /** All that the worker is to have after this; what else it has it forgets. */
  readonly keeps: readonly number[];
}

type Ask<K extends WorkerRequestName> = WorkerRequests[K]["ask"];
type Swap = (pick: Pick) => Pick;

/** Where picks stand in what is asked. */
const SWAPS: { readonly [K in WorkerRequestName]?: (ask: Ask<K>, swap: Swap) => Ask<K> } = {
  load: (ask, swap) => ({ ...ask, settings: inSettings(ask.settings, swap) }),
  configure: (ask, swap) => ({ ...ask, settings: inSettings(ask.settings, swap) }),
  showStop: (ask, swap) => ({ ...ask, settings: inSettings(ask.settings, swap) }),
  judge: ({ action, ...rest }, swap) => ({
    action: action.do === "pick" ? { ...action, value: swap(action.value) } : action,
    ...rest,
  }),
};

function inSettings(settings: AnalysisSettings, swap: Swap): AnalysisSettings {
  const { parameters, candidate, candidate2 } = settings;
  const inWord = (word: ParameterOverride): ParameterOverride =>
    word.from === "picked" ? { ...word, value: swap(word.value) } : word;
  return {
    ...settings,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, word]) => [name, inWord(word)])),
    candidate: candidate && inCandidate(candidate, swap),
    ...(candidate2 && { candidate2: inCandidate(candidate2, swap) }),
  };
}

function inCandidate(candidate: CandidateOverride, swap: Swap): CandidateOverride {
  return {
    ...candidate,
    ...(candidate.dx && { dx: swap(candidate.dx) }),
    ...(candidate.dgamma && { dgamma: swap(candidate.dgamma) }),
    ...(candidate.dbeta && { dbeta: swap(candidate.dbeta) }),
  };
}

const ids = new WeakMap<Pick, number>();
let lastId = 0;

function idOf(pick: Pick): number {
  const id = ids.get(pick) ?? ++lastId;
  ids.set(pick, id);
  return id;
}

/** Stands for a pick between the two ends. */
interface Reference {
  readonly held: number;
}

/**
 * The host's end: a pick goes to a worker once, as long as the settings name it. A new worker has none. What is judged
 * is kept until the next settings, which may name it.
 */
export class SentPicks {
  private held: ReadonlySet<number> = new Set();
  private named: ReadonlySet<number> = new Set(); // by the newest settings that went over

  /** A request as it is posted, and what to call when it was. */
  pack<K extends WorkerRequestName>(request: WorkerRequestOf<K>): { message: WorkerRequestOf<K>; posted: () => void } {
    const { name, ask } = request;
    const used = new Map<number, Pick>();
    const packed = SWAPS[name]?.(ask, (pick) => {
      const id = idOf(pick);
      used.set(id, pick);
      const reference: Reference = { held: id };
      return reference as unknown as Pick;
    });
    if (!packed || (used.size === 0 && this.held.size === 0)) return { message: request, posted: () => undefined };
    const named = name === "judge" ? this.named : new Set(used.keys());
    const keeps = new Set([...named, ...used.keys()]);
    const brings = [...used].filter(([id]) => !this.held.has(id));
    return {
      message: { ...request, ask: packed, picks: { brings, keeps: [...keeps] } },
      posted: () => {
        this.held = keeps;
        this.named = named;
      },
    };
  }
}

/** The worker's end. */
export class ReceivedPicks {
  private readonly held = new Map<number, Pick>();

  /** A request as it was asked. Call it when the request comes: a later one may take away what it names. */
  unpack(message: WorkerRequest): WorkerRequest {
    return this.unpackOne(message) as WorkerRequest;
  }

  private unpackOne<K extends WorkerRequestName>(message: WorkerRequestOf<K>): WorkerRequestOf<K> {
    const { name, ask, picks } = message;
    if (!picks) return message;
    for (const [id, pick] of picks.brings) this.held.set(id, pick);
    for (const id of this.held.keys()) if (!picks.keeps.includes(id)) this.held.delete(id);
    const unpacked = SWAPS[name]?.(ask, (reference) => {
      const { held } = reference as unknown as Reference;
      const pick = this.held.get(held);
      if (!pick) throw new Error(`expected a pick that is held, got ${held}`);
      return pick;
    });
    return unpacked ? { ...message, ask: unpacked } : message;
  }
}
