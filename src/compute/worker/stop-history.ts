import type { ProblemInput } from "../../core/problem";
import type { Tensor, Values } from "../../core/tensor";
import type { HistoryEntry } from "../../protocol/provenance";

/** Bytes of earlier stops that are kept; the oldest go first. */
const HISTORY_BYTES = 256 * 2 ** 20;

/** The tensors of earlier stops of a program. */
export class History {
  private readonly stops: { readonly mark: HistoryEntry; readonly input: ProblemInput; readonly bytes: number }[] = [];

  add(mark: HistoryEntry, input: ProblemInput): void {
    const known = this.stops.findIndex((entry) => entry.mark.stop === mark.stop);
    if (known >= 0) this.stops.splice(known, 1);
    this.stops.push({ mark, input: copy(input), bytes: bytesOf(input) });
    let bytes = this.stops.reduce((sum, entry) => sum + entry.bytes, 0);
    while (bytes > HISTORY_BYTES && this.stops.length > 1) bytes -= this.stops.shift()?.bytes ?? 0;
  }

  get(stop: number): ProblemInput | undefined {
    return this.stops.find((entry) => entry.mark.stop === stop)?.input;
  }

  /** x of the newest stop before this one. */
  before(stop: number): Values | undefined {
    const earlier = this.stops.filter((entry) => entry.mark.stop < stop);
    return earlier.sort((a, b) => b.mark.stop - a.mark.stop).at(0)?.input.x.values;
  }

  /** The stops that are kept, with what stands for those between them that nobody could read in time. */
  get entries(): readonly HistoryEntry[] {
    return this.stops.flatMap(({ mark }, at) => {
      const before = this.stops[at - 1]?.mark.stop ?? mark.stop - 1;
      return before + 1 < mark.stop ? [unread(before + 1, mark.stop - 1), mark] : [mark];
    });
  }
}

function unread(first: number, last: number): HistoryEntry {
  const which = first === last ? `stop ${first}` : `stops ${first} to ${last}`;
  return { stop: last, title: `${which}, not read`, isUnread: true };
}

function tensorsOf(input: ProblemInput): Tensor[] {
  const values = [input, input.candidate ?? {}, input.candidate2 ?? {}].flatMap(
    (part) => Object.values(part) as unknown[],
  );
  return values.filter((value): value is Tensor => typeof value === "object" && value !== null && "values" in value);
}

function bytesOf(input: ProblemInput): number {
  return tensorsOf(input).reduce((sum, tensor) => sum + tensor.values.byteLength, 0);
}

/** x may come to stand in memory that is given back with its analysis. */
function copy(input: ProblemInput): ProblemInput {
  return { ...input, x: { ...input.x, values: input.x.values.slice() } };
}
