import { effect } from "@preact/signals-core";
import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Page } from "./page-context";

/** A Lit element that renders again when a signal read during its last render changes. */
export class WatchingElement extends LitElement {
  private stopWatching: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate(); // what was watched before a disconnection has been let go
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopWatching?.();
    this.stopWatching = undefined;
  }

  protected override performUpdate(): void {
    if (!this.isUpdatePending) return;
    this.stopWatching?.();
    // The first run renders and so gathers the signals; a later run only asks for the next render.
    let first = true;
    this.stopWatching = effect(() => {
      if (first) {
        first = false;
        super.performUpdate();
      } else {
        this.requestUpdate();
      }
    });
  }
}

/** A part of the page: it reads the page's signals and sends its requests. */
export class PartElement extends WatchingElement {
  @property({ attribute: false }) page!: Page;
}
