import { css } from "lit";

/** Swatches and counts in one line; where words have no room, short counts. */
export const legendStyles = css`
  :host {
    display: flex;
    gap: 10px;
    align-items: center;
    font-size: 11px;
    white-space: nowrap;
    color: var(--vscode-descriptionForeground);
  }
  button,
  .note {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 18px;
  }
  button {
    padding: 0 4px;
    border: 1px solid transparent;
    border-radius: 3px;
    background: transparent;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:hover {
    background: var(--vscode-toolbar-hoverBackground, rgb(128 128 128 / 20%));
    color: var(--vscode-foreground);
    border-color: var(--vscode-contrastActiveBorder, transparent);
  }
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  i {
    display: inline-block;
    width: 10px;
    height: 10px;
    border-radius: 2px;
    outline: 1px solid var(--gl-line);
    forced-color-adjust: none; /* the colour is what it says */
  }
  /* As wrong cells are: lines in the page's light and dark that fall to the right. */
  i.hatch {
    background: repeating-linear-gradient(
      45deg,
      var(--vscode-foreground) 0 1px,
      var(--vscode-editor-background) 1px 2px,
      transparent 2px 4px
    );
    outline-color: var(--vscode-foreground);
  }
  .words {
    white-space: pre;
  }
  .go {
    opacity: 0.7;
  }
  .brief {
    display: none;
  }
  /* Where words have no room, colours and short counts stay; the tooltip has the rest. Widths are those of the view. */
  @container (max-width: 290px) or ((min-width: 341px) and (max-width: 460px)) {
    :host([entries="2"]) {
      gap: 4px;
    }
    :host([entries="2"]) :is(.words, .go) {
      display: none;
    }
    :host([entries="2"]) .brief {
      display: inline;
    }
  }
  @container (max-width: 630px) {
    :host([entries="many"]) {
      gap: 4px;
    }
    :host([entries="many"]) :is(.words, .go) {
      display: none;
    }
    :host([entries="many"]) .brief {
      display: inline;
    }
    :host([entries="many"]) button {
      padding: 0 1px;
      gap: 3px;
    }
  }
`;
