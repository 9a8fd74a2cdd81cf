import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { Fault } from "../../src/core/fault";
import type { Alternative } from "../../src/core/problem";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** So many other readings stand as buttons; more of them are a list. */
const MOST_BUTTONS = 4;

export function placeText(fault: Fault): string | null {
  const { place, text } = fault;
  if (!place || text.endsWith(`, byte ${place.offset}.`)) return null; // a file of bytes has no lines
  return t("Line {0}, column {1}", place.line, place.column);
}

/** What is wrong with the newest input, and what the user asked for and did not get. The last good picture stays. */
@customElement("gl-faults")
export class FaultsPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .card {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 8px;
        padding: 6px 8px 6px 12px;
        border-block: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-inputValidation-errorBackground, transparent);
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
      }
      .card > .icon {
        margin-top: 2px;
      }
      .text {
        flex: 1 1 12em;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      select {
        max-width: min(100%, 24em);
      }
      /* A link's own colour is too weak on the ground of an error. */
      button.link.place {
        color: inherit;
      }
      ul {
        margin: 0;
        padding: 4px 12px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        list-style: none;
      }
      li {
        display: flex;
        gap: 8px;
      }
      li.ways {
        flex-wrap: wrap;
        gap: 4px 8px;
        padding: 4px 0 2px 24px;
      }
      li.ways button {
        padding: 2px 8px;
        border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
        border-radius: 2px;
        background: var(--vscode-button-secondaryBackground, transparent);
        color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
        text-align: start;
        cursor: pointer;
      }
      li.ways button:hover {
        background: var(
          --vscode-button-secondaryHoverBackground,
          var(--vscode-button-secondaryBackground, transparent)
        );
      }
      li .icon {
        margin-top: 2px;
        color: var(--vscode-editorInfo-foreground, var(--vscode-foreground));
      }
    `,
  ];

  override render(): TemplateResult {
    const { store, trouble } = this.page;
    const newest = store.panel.value?.fault ?? null;
    // What evaluation lacks is said at its box, with what to do.
    const fault = newest?.code === "running-missing" && store.analysis.value ? null : newest;
    const { notes = [], alternatives = [] } = store.analysis.value ?? {};
    const asked = trouble.value;
    return html`${fault ? this.card(fault) : nothing}
    ${
      asked
        ? html`<div class="card" role="alert">
            ${icon("error")}
            <div class="text">${asked.text}</div>
            <button class="tool" aria-label=${t("Close")} title=${t("Close")} @click=${this.close}>
              ${icon("close")}
            </button>
          </div>`
        : nothing
    }
    ${
      notes.length || alternatives.length
        ? html`<section aria-label=${t("Notes")}>
            <ul>
              ${notes.map((note) => html`<li>${icon("info")}<span>${note}</span></li>`)}
              ${alternatives.length ? this.ways(alternatives) : nothing}
            </ul>
          </section>`
        : nothing
    }`;
  }

  /** As what else the source can be read: one click each, or a list where there are many. */
  private ways(alternatives: readonly Alternative[]): TemplateResult {
    if (alternatives.length > MOST_BUTTONS)
      return html`<li class="ways">
        ${this.choice(alternatives, t("Read something else ({0})", alternatives.length))}
      </li>`;
    return html`<li class="ways">
      ${alternatives.map(
        ({ id, text }) =>
          html`<button @click=${() => void this.page.act("readAs", { id })}>${t("Read {0}", text)}</button>`,
      )}
    </li>`;
  }

  private choice(ways: readonly Alternative[], invitation: string): TemplateResult {
    const take = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      const id = select.value;
      select.value = ""; // what is read now is said above it
      if (id !== "") void this.page.act("readAs", { id });
    };
    return html`<select aria-label=${invitation} .value=${""} @change=${take}>
      <option value="">${invitation}</option>
      ${ways.map(({ id, text }) => html`<option value=${id}>${text}</option>`)}
    </select>`;
  }

  private card(fault: Fault): TemplateResult {
    const place = placeText(fault);
    const { ways = [], bare, text } = fault;
    return html`<div class="card" role="alert" data-fault=${fault.code}>
      ${icon("error")}
      <div class="text">
        ${place || ways.length > 0 ? (bare ?? text) : text}
        ${
          place
            ? html`<button class="link place" title=${t("Go to this place")} @click=${() => this.show(fault)}>
                  ${place}</button
                >.`
            : nothing
        }
      </div>
      ${ways.length ? this.choice(ways, t("Choose what to read ({0})", ways.length)) : nothing}
      ${fault.channelsOn === undefined ? nothing : this.channelsOn(fault.channelsOn)}
    </div>`;
  }

  /** One click takes over the axis under which what was given fits. */
  private channelsOn(axis: number): TemplateResult {
    return html`<vscode-button
      secondary
      title=${t("Sets the axis as if you had typed it")}
      @click=${() => void this.page.act("setParameter", { name: "axis", text: String(axis) })}
      >${t("Channels on axis {0}", axis)}</vscode-button
    >`;
  }

  private show({ place }: Fault): void {
    if (place) void this.page.act("showPlace", { line: place.line, column: place.column });
  }

  private readonly close = (): void => {
    this.page.trouble.value = null;
  };
}
