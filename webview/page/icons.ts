import { svg, html, type SVGTemplateResult, type TemplateResult } from "lit";

/**
 * The page's icons, drawn on codicons' 16-pixel grid with one-pixel strokes. They are drawn here, not taken from a
 * font, so that a report on its own and a forced-colours theme show them too.
 */
const SHAPES = {
  check: svg`<path d="M3 8.5l3.2 3.2L13 4.6" />`,
  passed: svg`<circle cx="8" cy="8" r="6.5" /><path d="M5 8.3l2.1 2.1L11 6" />`,
  failed: svg`<circle cx="8" cy="8" r="6.5" /><path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" />`,
  doubt: svg`<path d="M8 1.8L14.6 13.8H1.4z" /><path d="M8 6.2v3.6M8 11.4v1.1" />`,
  info: svg`<circle cx="8" cy="8" r="6.5" /><path d="M8 7v4.2M8 4.6v1.1" />`,
  error: svg`<circle cx="8" cy="8" r="6.5" /><path d="M8 4.4v4.6M8 10.6v1.1" />`,
  refresh: svg`<path d="M13.5 8A5.5 5.5 0 1 1 11.6 3.8L13.5 5.5M13.5 2v3.5H10" />`,
  stale: svg`<circle cx="8" cy="8" r="6.5" /><path d="M8 4.2V8l2.6 1.8" />`,
  help: svg`<circle cx="8" cy="8" r="6.5" /><path d="M6 6.3a2 2 0 1 1 2.7 1.9C8.2 8.5 8 8.8 8 9.5M8 10.9v1.1" />`,
  export: svg`<path d="M8 2v7.5M4.8 6.5L8 9.7l3.2-3.2M2.5 11v2.5h11V11" />`,
  copy: svg`<path d="M5.5 2.5h7v9h-7zM10.5 11.5v2h-7v-9h2" />`,
  reveal: svg`<path d="M9 2.5h4.5V7M13.2 2.8L8 8M6.5 3.5h-4v10h10v-4" />`,
  close: svg`<path d="M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4" />`,
  pick: svg`<circle cx="8" cy="8" r="5" /><path d="M8 1v4M8 11v4M1 8h4M11 8h4" />`,
  reset: svg`<path d="M3 7.5a5.2 5.2 0 1 1 1.3 4.2M3 3.5v4h4" />`,
  find: svg`<circle cx="7" cy="7" r="4.5" /><path d="M10.3 10.3L14 14" />`,
  down: svg`<path d="M4 6l4 4 4-4" />`,
  right: svg`<path d="M6 4l4 4-4 4" />`,
  left: svg`<path d="M10 4L6 8l4 4" />`,
  up: svg`<path d="M4 10l4-4 4 4" />`,
  play: svg`<path d="M4.5 2.5l8.5 5.5-8.5 5.5z" />`,
  pause: svg`<path d="M5 3v10M11 3v10" />`,
  side: svg`<path d="M1.5 2.5h13v11h-13zM9.5 2.5v11" />`,
  below: svg`<path d="M1.5 2.5h13v11h-13zM1.5 9.5h13" />`,
  layers: svg`<path d="M8 2l6 3.2L8 8.4 2 5.2zM2 8l6 3.2L14 8M2 10.8L8 14l6-3.2" />`,
  edit: svg`<path d="M10.8 2.7l2.5 2.5L5.5 13l-3 .5.5-3z" />`,
  settings: svg`<path d="M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7" /><circle cx="10.8" cy="4.5" r="1.7" /><circle cx="5.2" cy="11.5" r="1.7" />`,
  plus: svg`<path d="M8 3v10M3 8h10" />`,
} satisfies Record<string, SVGTemplateResult>;
export type IconName = keyof typeof SHAPES;

/** Decoration: the words stand beside it, or on the button around it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.2"
    stroke-linejoin="round"
    stroke-linecap="round"
    aria-hidden="true"
  >
    ${SHAPES[name]}
  </svg>`;
}
