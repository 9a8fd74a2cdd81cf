import type { Layout } from "../../core/layout";
import type { TensorName } from "../../protocol/picture";
import type { MarginalQuery, MarginalReport } from "../../protocol/queries";
import { addToColumns, emptyLines, foldRow, inBins, type Lines } from "./loops/line-sums";
import { planeKey, type PlaneGeometry } from "./plane-geometry";
import { geometryOf, readBlock, type ShownTensor } from "./shown-tensors";

/** Planes with longer edges are read for each edge alone: they are kept for few bytes, or not at all. */
const KEPT_LINES = 2 ** 16;

type Edge = MarginalQuery["along"];
interface Block {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/**
 * Sums and largest magnitudes at the edges of pictures. Both edges come out of one pass over the cells: the lines of
 * whole planes are kept, because whoever asks for the rows asks for the columns next.
 */
export class Marginals {
  private readonly kept = new Map<TensorName, { readonly plane: string; readonly lines: Record<Edge, Lines> }>();

  constructor(private readonly layout: Layout) {}

  /** Forgets what was made of a tensor whose numbers have changed. */
  forget(name: TensorName): void {
    this.kept.delete(name);
  }

  report(tensor: ShownTensor, query: MarginalQuery): MarginalReport {
    const geometry = geometryOf(tensor, this.layout, query.plane);
    const length = query.along === "rows" ? geometry.rows : geometry.columns;
    const from = Math.max(0, Math.min(query.from, length));
    const to = Math.max(from, Math.min(query.to, length));
    const { rows, columns } = geometry;
    const block = { row0: 0, row1: rows, column0: 0, column1: columns };
    const isWhole = from === 0 && to === length && rows <= KEPT_LINES && columns <= KEPT_LINES;
    const lines = isWhole
      ? this.whole(tensor, geometry, query, block)
      : query.along === "rows"
        ? linesOf(tensor, geometry, { ...block, row0: from, row1: to }, ["rows"]).rows
        : linesOf(tensor, geometry, { ...block, column0: from, column1: to }, ["columns"]).columns;
    return inBins(lines, Math.max(1, Math.min(query.bins, to - from)));
  }

  private whole(tensor: ShownTensor, geometry: PlaneGeometry, query: MarginalQuery, block: Block): Lines {
    const plane = planeKey(query.plane);
    const known = this.kept.get(tensor.name);
    if (known?.plane === plane) return known.lines[query.along];
    const lines = linesOf(tensor, geometry, block, ["rows", "columns"]);
    this.kept.set(tensor.name, { plane, lines });
    return lines[query.along];
  }
}

/** The wanted lines of the block [row0, row1) x [column0, column1), each summed in reading order. */
function linesOf(
  tensor: ShownTensor,
  geometry: PlaneGeometry,
  block: Block,
  wanted: readonly Edge[],
): Record<Edge, Lines> {
  const { row0, row1, column0, column1 } = block;
  const rows = emptyLines(wanted.includes("rows") ? row1 - row0 : 0);
  const columns = emptyLines(wanted.includes("columns") ? column1 - column0 : 0);
  const line = new Float64Array(column1 - column0);
  for (let row = row0; row < row1; row++) {
    readBlock(tensor, geometry, row, row + 1, column0, column1, line);
    if (wanted.includes("rows")) foldRow(line, rows, row - row0);
    if (wanted.includes("columns")) addToColumns(line, columns);
  }
  return { rows, columns };
}
