import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import type { LongWork, WorkState } from "./long-work";

interface Words {
  readonly name: string; // of the progress, for who cannot see it
  readonly begin: string;
  readonly again?: string; // no button where it is done without
}

/** One button that begins, cancels and goes on, and how far the work has come. */
export function workLine(
  work: LongWork<{ done: number; total: number }>,
  { name, begin, again }: Words,
  go: (isNew: boolean) => void,
): TemplateResult | typeof nothing {
  const { report, isGoing }: WorkState<{ done: number; total: number }> = work.state.value;
  const isDone = report !== null && report.done === report.total;
  if (isDone && again === undefined) return nothing;
  const says = isGoing ? t("Cancel") : isDone ? (again ?? "") : report ? t("Go on") : begin;
  return html`<div class="row wrap work">
    <button
      class="tool"
      data-work=${isGoing ? "going" : isDone ? "done" : "resting"}
      @click=${() => (isGoing ? work.stop() : go(isDone))}
    >
      ${icon(isGoing ? "close" : isDone ? "refresh" : "play")} ${says}
    </button>
    ${
      report && !isDone
        ? html`<progress aria-label=${name} max=${report.total} .value=${report.done}></progress>
            <span class="muted">${Math.floor((100 * report.done) / report.total)} %</span>`
        : nothing
    }
  </div>`;
}

export const workStyles = css`
  .work {
    min-height: 26px;
    margin: 6px 0;
  }
  .work button.tool {
    padding: 0 8px;
    border-color: var(--vscode-button-border, var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)));
  }
  .work progress {
    flex: 1;
    min-width: 60px;
    max-width: 240px;
    accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
`;
