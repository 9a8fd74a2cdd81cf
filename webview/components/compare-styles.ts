import { css } from "lit";

/** The fields for gradients of one's own, and what was found about them. */
export const compareStyles = css`
  :host {
    display: block;
    padding: 8px 12px 16px;
  }
  section {
    margin-top: 14px;
  }
  .picks {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 8px;
  }
  .title {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .title p {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .summary {
    margin: 4px 0 8px;
  }
  article {
    margin-top: 8px;
    padding: 8px 10px;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 6px;
    background: var(--vscode-textBlockQuote-background, transparent);
  }
  article header {
    display: flex;
    gap: 8px;
    align-items: baseline;
    justify-content: space-between;
  }
  .id {
    font-size: 11px;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 2px 10px;
    margin: 6px 0 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .code {
    margin-top: 8px;
  }
  pre {
    margin: 4px 0 0;
    padding: 6px 8px;
    overflow-wrap: anywhere;
    border-radius: 4px;
    white-space: pre-wrap;
    background: var(--vscode-textCodeBlock-background, transparent);
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: max(11px, calc(var(--vscode-font-size, 13px) - 1px));
    tab-size: 4;
  }
  .blind {
    padding: 0;
    margin: 4px 0 8px;
    list-style: none;
  }
  .blind li {
    margin-top: 4px;
  }
  .cells {
    margin-top: 6px;
  }
`;
