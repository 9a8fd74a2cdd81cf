import { css } from "lit";

/** Cells as numbers in a grid that scrolls under its heads. */
export const tableStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 200px;
  }
  .bar {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 6px 12px;
  }
  .port {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .port:focus-visible {
    outline-offset: -1px;
  }
  .extent {
    position: relative;
  }
  table {
    position: sticky;
    top: 0;
    left: 0;
    border-collapse: separate;
    border-spacing: 0;
    table-layout: fixed;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    height: 22px;
    padding: 0 8px 0 2px;
    overflow: hidden;
    text-align: end;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: normal;
  }
  td {
    width: var(--cell);
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: max(11px, calc(var(--vscode-font-size, 13px) - 1px));
  }
  thead th {
    width: var(--cell);
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    color: var(--vscode-descriptionForeground);
  }
  th:first-child {
    width: 56px;
    color: var(--vscode-descriptionForeground);
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  td[aria-selected="true"] {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
    background: var(--vscode-list-inactiveSelectionBackground);
  }
`;
