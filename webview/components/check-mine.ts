import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Role } from "../../src/protocol/parameters";
import { t } from "../page/strings";
import { PartElement } from "../page/watching-element";
import "./menu";
import type { MenuGroup } from "./menu";

/** Gradients of the user's own, from wherever they are, to be held against the reference. */
@customElement("gl-check-mine")
export class CheckMinePart extends PartElement {
  override render(): TemplateResult | typeof nothing {
    if (!this.page.store.analysis.value) return nothing;
    return html`<gl-menu
      .text=${t("Check mine...")}
      .label=${t("Hold gradients of your own against the reference")}
      .groups=${this.groups}
    ></gl-menu>`;
  }

  private readonly groups = (): readonly MenuGroup[] => {
    const { store } = this.page;
    const { provenance } = store.panel.peek() ?? {};
    const pick = (text: string, role: Role) => ({ text, run: () => void this.page.act("pick", { role }) });
    const gradients = (provenance?.offers ?? []).filter(({ role }) => role.startsWith("candidate."));
    const offers = gradients.map((offer) => ({
      text: offer.title,
      run: () => void this.page.act("useOffer", offer),
    }));
    const hasOwn = (store.analysis.peek()?.comparison ?? null) !== null;
    return [
      ...(offers.length > 0 ? [{ title: t("From the program, already there"), items: offers }] : []),
      {
        title:
          provenance?.kind === "debugger"
            ? t("From a variable, a selection or a file")
            : t("From a selection or a file"),
        items: [
          pick(t("My dx..."), "candidate.dx"),
          pick(t("My dγ (dgamma)..."), "candidate.dgamma"),
          pick(t("My dβ (dbeta)..."), "candidate.dbeta"),
        ],
      },
      { title: t("From the clipboard"), items: [{ text: t("Pasted text..."), run: this.paste }] },
      ...(hasOwn
        ? [{ title: "", items: [{ text: t("Put mine away"), run: () => void this.page.act("clearCandidate", null) }] }]
        : []),
    ];
  };

  private readonly paste = (): void => {
    this.dispatchEvent(new CustomEvent("gl-paste", { bubbles: true, composed: true }));
  };
}
