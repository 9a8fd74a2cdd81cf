import { css, html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** Where dx comes from: a part of the page that is loaded when it is first opened. */
@customElement("gl-explain-tab")
export class ExplainTab extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      p {
        padding: 8px 12px;
      }
    `,
  ];

  @state() private loading: "coming" | "here" | "missing" = "coming";

  override connectedCallback(): void {
    super.connectedCallback();
    void import("../explain/explain-part").then(
      () => (this.loading = "here"),
      () => (this.loading = "missing"),
    );
  }

  override render(): TemplateResult {
    switch (this.loading) {
      case "coming":
        return html`<p class="muted">…</p>`;
      case "here":
        return html`<gl-explain .page=${this.page}></gl-explain>`;
      case "missing": // as when the extension has been updated under an open panel
        return html`<p class="bad" role="alert">
          ${t("This part could not be loaded. Close the panel and open it again.")}
        </p>`;
    }
  }
}
