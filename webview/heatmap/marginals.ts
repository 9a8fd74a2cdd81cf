import type { TensorName } from "../../src/protocol/picture";
import type { MarginalQuery, MarginalReport } from "../../src/protocol/queries";
import { RequestError, type Client } from "../transport";
import type { Scene } from "./scene";
import type { Edition } from "./tile-cache";

/** What is in hand for one edge of a picture, with the question it answers. */
export interface Marginal {
  readonly query: MarginalQuery;
  readonly report: MarginalReport | null;
}

interface Line {
  inHand: (Marginal & { readonly key: string }) | null;
  wanted: { readonly query: MarginalQuery; readonly key: string; readonly since: number } | null;
  timer: ReturnType<typeof setTimeout> | null;
  isUnderWay: boolean;
}

/**
 * A marginal reads every cell of its rows or columns: it is asked for once the camera rests this long (ms) and the
 * pictures themselves are complete.
 */
const REST = 60;

/** Sums and largest magnitudes at the pictures' edges: the newest of each edge is kept and shown until the next comes. */
export class Marginals {
  private readonly lines = new Map<string, Line>(); // by tensor and edge

  constructor(
    private readonly client: Client,
    private readonly arrived: (tensor: TensorName) => void,
    private readonly isBusy: () => boolean,
  ) {}

  /** What is in hand for an edge, and whether it answers the query; what is missing is asked for. */
  read(query: MarginalQuery, edition: Edition): { inHand: Marginal | null; isNewest: boolean } {
    const edge = `${query.tensor}|${query.along}`;
    const key = JSON.stringify([query, edition]);
    let line = this.lines.get(edge);
    if (!line) {
      line = { inHand: null, wanted: null, timer: null, isUnderWay: false };
      this.lines.set(edge, line);
    }
    const isNewest = line.inHand?.key === key;
    if (isNewest) line.wanted = null;
    else if (line.wanted?.key !== key) {
      line.wanted = { query, key, since: performance.now() };
      if (line.timer === null) this.wait(line, REST);
    }
    return { inHand: line.inHand, isNewest };
  }

  /** One timer does for a moving camera: it looks how long the last wish has stood. */
  private wait(line: Line, time: number): void {
    line.timer = setTimeout(() => {
      line.timer = null;
      const left = line.wanted ? line.wanted.since + REST - performance.now() : 0;
      if (this.isBusy()) this.wait(line, REST);
      else if (left > 0) this.wait(line, left);
      else if (!line.isUnderWay) void this.fetch(line);
    }, time);
  }

  private async fetch(line: Line): Promise<void> {
    while (line.wanted && line.wanted.key !== line.inHand?.key && line.timer === null) {
      const { query, key } = line.wanted;
      line.isUnderWay = true;
      try {
        line.inHand = { query, key, report: await this.client.request("marginal", query) };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        line.inHand = { query, key, report: null };
      } finally {
        line.isUnderWay = false;
      }
      this.arrived(query.tensor);
    }
  }
}

const known = new WeakMap<Scene, Marginals>();

/** The marginals of a scene's pictures; a picture alone has none. */
export function marginalsOf(scene: Scene): Marginals {
  let marginals = known.get(scene);
  if (!marginals) {
    marginals = new Marginals(
      scene.store.client,
      (tensor) => scene.refresh(tensor),
      () => scene.tiles.isBusy,
    );
    known.set(scene, marginals);
  }
  return marginals;
}
