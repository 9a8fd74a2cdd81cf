import type { GraphReport } from "../../src/protocol/explain";

export type NodeName = GraphReport["nodes"][number]["name"];

/** Of the drawing, in units of its viewBox: it reads at a width of 350 CSS pixels. */
export const WIDTH = 340;
export const HEIGHT = 562;

/** Size of a node's box. */
export const BOX = { width: 92, height: 46 } as const;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Middles of the boxes: values flow down, gradients up. */
export const PLACES: Readonly<Record<NodeName, Point>> = {
  x: { x: 170, y: 28 },
  mu: { x: 52, y: 130 },
  v: { x: 288, y: 130 },
  r: { x: 288, y: 228 },
  xhat: { x: 170, y: 316 },
  gamma: { x: 52, y: 366 },
  beta: { x: 288, y: 366 },
  out: { x: 170, y: 440 },
  L: { x: 170, y: 536 },
};

/** The line between two boxes, from border to border, and where its label stands. */
export function lineBetween(from: NodeName, to: NodeName): { readonly path: string; readonly label: Point } {
  const [a, b] = [PLACES[from], PLACES[to]];
  const [start, end] = [leaving(a, b), leaving(b, a)];
  const label = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return { path: `M${start.x} ${start.y}L${end.x} ${end.y}`, label };
}

/** Where the line from the middle of a box to another leaves it. */
function leaving(a: Point, b: Point): Point {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = Math.min(BOX.width / 2 / Math.abs(dx || 1e-9), BOX.height / 2 / Math.abs(dy || 1e-9));
  return { x: a.x + dx * share, y: a.y + dy * share };
}
