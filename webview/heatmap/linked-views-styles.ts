import { css } from "lit";

/** The bar over the views, and the views side by side or one at a time. */
export const linkedViewsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    height: 100%;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    --gl-line: color-mix(in srgb, var(--vscode-foreground) 22%, transparent);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 4px;
    padding: 1px 8px 3px;
    font-size: 12px;
    container-type: inline-size;
  }
  /* In its menu each switch has a line. */
  .switches:not([inline]) .group {
    flex-direction: column;
    align-items: stretch;
  }
  .switches:not([inline]) label {
    padding: 4px 7px;
  }
  .view-item {
    display: grid;
    grid-template-columns: 1em 1em auto 1fr;
    gap: 8px;
    width: 100%;
    height: 24px;
    text-align: start;
    color: inherit;
  }
  .view-title {
    opacity: 0.8;
  }
  .group {
    display: inline-flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 2px;
  }
  button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 22px;
    padding: 0 7px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: transparent;
    color: var(--vscode-descriptionForeground);
    font: inherit;
    cursor: pointer;
    white-space: nowrap;
  }
  button:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground, rgb(128 128 128 / 20%));
    color: var(--vscode-foreground);
  }
  button[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  @media (forced-colors: active) {
    button[aria-pressed="true"] {
      border-color: Highlight;
    }
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  button:focus-visible,
  select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .view-name {
    font-family: var(--vscode-editor-font-family, monospace);
  }
  kbd {
    font: inherit;
    font-size: 10px;
    opacity: 0.75;
    min-width: 1ch;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    color: var(--vscode-descriptionForeground);
    white-space: nowrap;
  }
  select {
    width: 104px;
    height: 22px;
    padding: 0 4px;
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--gl-line)));
    border-radius: 3px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
  }
  /* Its text changes while the camera moves: strictly contained, it does not lay the page out anew. */
  .density {
    flex: 1 1 310px;
    height: 22px;
    line-height: 22px;
    contain: strict;
    text-align: right;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .density:empty {
    flex-basis: 0;
  }
  @container (max-width: 380px) {
    .density:not(:empty) {
      height: 36px;
      line-height: 18px;
      white-space: normal;
    }
  }
  .views {
    flex: 1;
    min-height: 0;
    display: grid;
    gap: 8px 12px;
    padding: 0 8px 4px;
    overflow: auto;
  }
  .empty {
    padding: 16px;
    color: var(--vscode-descriptionForeground);
  }
`;
