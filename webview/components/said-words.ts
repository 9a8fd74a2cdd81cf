import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { PanelState } from "../../src/protocol/panel-state";
import type { ParameterState, TypedName } from "../../src/protocol/parameters";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { CHOICES } from "./parameter-boxes";

/** Faults of an x that another layer may take: of its rank, of what says which sets it has, of what stands in their shape. */
const OF_LAYER = /^(rank|axis|axes|groups|normalizedShape)$|-(norm|length|shape)$/;

function mayBeOtherLayer(panel: PanelState | null): boolean {
  return panel?.analysis === null && panel.busy === null && OF_LAYER.test(panel.fault?.code ?? "");
}

/** What the user has said where there is no picture yet: what cannot be used is mended here, or taken back. */
@customElement("gl-said")
export class SaidPart extends PartElement {
  static override styles = [
    base,
    css`
      ul {
        display: inline-grid;
        grid-template-columns: max-content max-content max-content;
        gap: 4px 8px;
        align-items: center;
        margin: 0;
        padding: 0;
        text-align: start;
        list-style: none;
      }
      li {
        display: contents;
      }
      vscode-textfield {
        width: 160px;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const panel = this.page.store.panel.value;
    const said = Object.entries(panel?.said ?? {}) as [TypedName, ParameterState][];
    const isProbed = panel?.analysis === null && panel.isProbed === true;
    const asksLayer = mayBeOtherLayer(panel) && !said.some(([name]) => name === "norm");
    const layer = asksLayer
      ? html`<p class="muted">${t("It may be of another layer:")} ${this.layer("batch")}</p>`
      : nothing;
    if (said.length === 0 && !isProbed) return layer;
    return html`${layer}
      <p class="muted">${t("You have said:")}</p>
      <ul aria-label=${t("What you have said")}>
        ${said.map(([name, state]) => this.word(name, state))}
        ${
          isProbed
            ? html`<li>
                <span>${t("the values that show mistakes")}</span><span></span>
                ${this.takeBack(t("the values that show mistakes"), () => void this.page.act("endProbe", null))}
              </li>`
            : nothing
        }
      </ul>`;
  }

  private word(name: TypedName, { from, text }: ParameterState): TemplateResult {
    const send = (typed: string): void => void this.page.act("setParameter", { name, text: typed.trim() });
    return html`<li>
      <span aria-hidden="true">${name}</span>
      ${
        name === "norm"
          ? this.layer(text)
          : from === "typed"
            ? html`<vscode-textfield
                .label=${name}
                .value=${text}
                @change=${(event: Event) => {
                  send((event.target as HTMLInputElement).value);
                }}
              ></vscode-textfield>`
            : html`<span>${text}</span>`
      }
      ${this.takeBack(name, () => {
        send("");
      })}
    </li>`;
  }

  private layer(chosen: string): TemplateResult {
    const { hint, options } = CHOICES.norm;
    return html`<select
      aria-label=${t("Normalization layer")}
      title=${t(hint)}
      @change=${(event: Event) =>
        void this.page.act("setParameter", { name: "norm", text: (event.target as HTMLSelectElement).value })}
    >
      ${options.map(([norm, text]) => html`<option value=${norm} .selected=${live(norm === chosen)}>${t(text)}</option>`)}
    </select>`;
  }

  private takeBack(what: string, act: () => void): TemplateResult {
    return html`<button
      type="button"
      class="tool"
      title=${t("Take it back")}
      aria-label=${t("Take back {0}", what)}
      @click=${act}
    >
      ${icon("reset")}
    </button>`;
  }
}
