import { effect } from "@preact/signals-core";
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Renders a Lit element again whenever a signal that `read` looks at has changed. */
export class Watch implements ReactiveController {
  private stop: () => void = () => undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly read: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.stop = effect(() => {
      this.read();
      this.host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.stop();
  }
}
