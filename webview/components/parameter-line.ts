import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { belongsTo } from "../../src/core/layer-parameters";
import type { ParameterName } from "../../src/protocol/parameters";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import "./menu";
import type { MenuGroup } from "./menu";
import { CHOICES, RARE_WORDS } from "./parameter-boxes";
import { keptWord, originOf, parameterWords, stoppedAt } from "./parameter-words";

/** A box that is to be opened: that of a parameter, or of the precision. */
export type EditedName = ParameterName | "affine" | "precision";

/** All parameters in one line of words; a click on one of them asks for its box by a "gl-edit" event. */
@customElement("gl-parameter-line")
export class ParameterLinePart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        min-height: 28px;
        padding: 1px 8px;
      }
      /* A word like the others, until one comes near. */
      select {
        field-sizing: content; /* as wide as the layer's name */
        width: auto;
        min-width: 0;
        height: 20px;
        padding: 0 2px;
        border-color: transparent;
        background: transparent;
        color: var(--vscode-foreground);
        cursor: pointer;
      }
      select:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      option {
        background: var(--vscode-dropdown-background);
        color: var(--vscode-dropdown-foreground);
      }
      .line {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        min-width: 0;
      }
      /* They flow on behind the layer. */
      .words {
        display: contents;
      }
      /* A word and the dot behind it: no line begins with a dot. */
      .item {
        display: flex;
        min-width: 0;
        max-width: 100%;
      }
      .word {
        min-width: 0;
        max-width: 100%;
        padding: 1px 4px;
        overflow: hidden;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--vscode-descriptionForeground);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      button.word {
        cursor: pointer;
      }
      button.word:hover {
        background: var(--vscode-toolbar-hoverBackground);
        color: var(--vscode-foreground);
      }
      .dot {
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    if (!analysis) return nothing;
    const panel = this.page.store.panel.value;
    const stopped = stoppedAt(panel);
    const kept = keptWord(analysis, stopped?.x);
    const words = [
      ...(stopped && stopped.x !== "x" && !kept
        ? [html`<span class="word" title=${t("What is read at each stop")}>x = ${stopped.x}</span>`]
        : []),
      ...(kept ? [html`<span class="word" data-word="kept" title=${kept.hint}>${kept.shown}</span>`] : []),
      ...parameterWords(analysis, panel).map(
        ({ name, shown, said, hint }) =>
          html`<button class="word" data-word=${name} title=${`${said}. ${hint}`} @click=${() => this.edit(name)}>
            ${shown}
          </button>`,
      ),
      ...(analysis.precision === "exact" ? [html`<span class="word">${t("exact (double-double)")}</span>`] : []),
      ...(stopped?.stop && (panel?.history.length ?? 0) < 2 // of several, the one shown stands above the pictures
        ? [html`<span class="word" title=${t("Where the program stands")}>${stopped.stop}</span>`]
        : []),
    ];
    return html`<div class="line">
        <span class="item" role="region" aria-label=${t("Layer")}
          ><select
            aria-label=${t("Normalization layer")}
            title=${`${t(CHOICES.norm.hint)}. ${originOf(analysis.parameters.norm)}`}
            @change=${this.choose}
          >
            ${CHOICES.norm.options.map(([norm, text]) => html`<option value=${norm} .selected=${live(norm === analysis.norm)}>${t(text)}</option>`)}</select
          ><span class="dot" aria-hidden="true">·</span></span
        >
        <div class="words" role="region" aria-label=${t("Parameters")}>
          ${words.map((word, i) => html`<span class="item">${word}${i < words.length - 1 ? html`<span class="dot" aria-hidden="true">·</span>` : nothing}</span>`)}
        </div>
      </div>
      <gl-menu sign="settings" .label=${t("Rarely changed settings")} .groups=${this.rare}></gl-menu>
      <button
        class="tool"
        aria-expanded="false"
        title=${t("Change the parameters")}
        aria-label=${t("Change the parameters")}
        @click=${() => this.edit("gamma")}
      >
        ${icon("edit")}
      </button>`;
  }

  private readonly choose = (event: Event): void => {
    void this.page.act("setParameter", { name: "norm", text: (event.target as HTMLSelectElement).value });
  };

  private readonly rare = (): readonly MenuGroup[] => {
    const { norm } = this.page.store.analysis.value ?? { norm: "batch" };
    const names = Object.keys(RARE_WORDS) as (keyof typeof RARE_WORDS)[];
    const items = names
      .filter((name) => belongsTo(norm, name))
      .map((name) => ({ text: t(RARE_WORDS[name]), run: () => this.edit(name) }));
    return [{ title: t("Rarely changed"), items }];
  };

  private edit(name: EditedName): void {
    this.dispatchEvent(new CustomEvent("gl-edit", { detail: name }));
  }
}
