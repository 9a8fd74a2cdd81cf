import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { Given } from "../../src/protocol/given";
import { takeFile } from "../page/read-transfer";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** A layer of four rows whose dx lacks its variance path: what a problem file looks like, and what the panel says of it. */
const EXAMPLE = `{
  "x": [[1, 0.5, -2], [2, 1.5, 0], [4, -1, 3], [-1, 2, 1]],
  "gamma": [1, 2, 0.5],
  "dout": [[0.5, -1, 2], [1, 0, -0.5], [-2, 1, 1], [0.25, 0.5, -1]],
  "candidate": { "dx": [[0.31201838, -1.96395353, 0.450693216], [0.589368052, -0.218217059, -0.242680962], [-1.07472998, 1.52751941, 0.173343545], [0.173343545, 0.654651177, -0.381355798]] }
}
`;

/** In place of the pictures while there are none: what is under way, or what to do. */
@customElement("gl-empty")
export class EmptyPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        flex: 1;
        place-content: center;
        gap: 10px;
        width: 100%;
        max-width: 58ch;
        margin: 0 auto;
        padding: 24px;
        text-align: center;
      }
      h2 {
        font-size: 1.15em;
        overflow-wrap: anywhere;
        text-wrap: balance;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px;
      }
    `,
  ];

  @query("input") private readonly chooser!: HTMLInputElement;

  override render(): TemplateResult {
    const { busy = null, fault = null, progress } = this.page.store.panel.value ?? {};
    if (busy !== null)
      return html`<h2>${busy}</h2>
        ${
          progress === undefined
            ? html`<p class="muted">${t("The pictures come as soon as the numbers are there.")}</p>`
            : html`<div class="ways">
                <vscode-button secondary @click=${() => void this.page.act("cancelReading", null)}
                  >${t("Cancel")}</vscode-button
                >
              </div>`
        }`;
    return html`<h2>${fault ? t("No picture yet") : t("Nothing selected yet")}</h2>
      <p class="muted">
        ${
          fault
            ? t("The picture comes as soon as the input can be used. Or begin with something else:")
            : t(
                "Select a matrix in an editor, or a tensor of a stopped program, and run Gradient Lens: Show Batch-Norm Gradients. Or begin here:",
              )
        }
      </p>
      ${this.ways(fault !== null)}`;
  }

  private ways(isFaulty: boolean): TemplateResult {
    return html`<div class="ways">
        ${isFaulty ? this.way(t("Read again"), () => void this.page.act("refresh", null)) : nothing}
        ${this.way(t("Paste numbers..."), () =>
          this.dispatchEvent(new CustomEvent("gl-paste", { bubbles: true, composed: true })),
        )}
        ${this.way(t("Choose a file..."), () => this.chooser.click())}
        ${this.way(t("Show an example"), () => void this.show({ name: "example.gradlens.json", content: EXAMPLE }))}
      </div>
      <p class="muted">${t("A file can also be dropped here, and text pasted.")}</p>
      <input type="file" hidden tabindex="-1" aria-label=${t("File with numbers")} @change=${this.chosen} />`;
  }

  private way(text: string, run: () => unknown): TemplateResult {
    return html`<vscode-button secondary @click=${run}>${text}</vscode-button>`;
  }

  private readonly chosen = async (): Promise<void> => {
    const [file] = this.chooser.files ?? [];
    this.chooser.value = ""; // the same file can be chosen again
    if (!file) return;
    const taken = await takeFile(file);
    if ("trouble" in taken) this.page.trouble.value = { code: "not-given", text: taken.trouble };
    else await this.show(taken.given);
  };

  private async show(given: Given): Promise<void> {
    await this.page.act("useGiven", { as: "x", given });
  }
}
