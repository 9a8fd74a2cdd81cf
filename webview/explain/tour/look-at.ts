import { css } from "lit";

/** What a step of the tour points at: a part of Explain; of the graph, an edge. */
export type Look = "histograms" | "x-mu" | "x-v" | "jacobian" | "chain" | "gamma-out" | "terms";

export const GRAPH_LOOKS: ReadonlySet<Look> = new Set<Look>(["x-mu", "x-v", "gamma-out"]);

/** How it is marked. */
export const lookStyles = css`
  [data-looked] {
    border-radius: 4px;
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 4px;
  }
  g[data-looked] {
    outline: none;
  }
`;

/** Scrolls the nearest scrolling box around an element until it stands in sight below `under`, in the middle if it fits. */
export function scrollBelow(element: Element, under: HTMLElement): void {
  const scroller = scrollerOf(element);
  if (!scroller) return;
  const outer = scroller.getBoundingClientRect();
  const top = outer.top + under.offsetHeight + GAP;
  const { top: at, bottom } = element.getBoundingClientRect();
  const room = outer.bottom - top;
  if (at >= top && bottom <= outer.bottom) return;
  scroller.scrollTop += at - top - Math.max(0, (room - (bottom - at)) / 2);
}

/** Above an element that does not fit: its own margin and that of `under`. */
const GAP = 22; // px

/** The nearest box around an element that scrolls, through the shadows that it stands in. */
function scrollerOf(element: Element): Element | null {
  let at: Node | null = element.parentNode;
  while (at) {
    if (
      at instanceof Element &&
      /auto|scroll/.test(getComputedStyle(at).overflowY) &&
      at.scrollHeight > at.clientHeight
    )
      return at;
    at = at instanceof ShadowRoot ? at.host : at.parentNode;
  }
  return null;
}
