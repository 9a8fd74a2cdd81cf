import { css } from "lit";

/** The strips under a picture, and what stands under them: the bar of colours and the strips' ranges. */
export const stripsStyles = css`
  .strips {
    grid-area: strips;
    display: grid;
    grid-template-columns: subgrid;
    gap: 2px 0;
    padding-top: 4px;
  }
  .strip {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    height: 19px;
    align-items: center;
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
  }
  .strip > :first-child {
    text-align: right;
    padding-right: 6px;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--vscode-foreground);
  }
  .strip > .at {
    grid-column: 3 / -1;
    padding-left: 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  gl-strip {
    grid-column: 2;
    height: 18px;
    outline: 1px solid var(--gl-line);
  }
  .sets,
  .set-names {
    display: grid;
    grid-auto-columns: 15px;
    grid-auto-flow: column;
    gap: 4px;
    padding-left: 4px;
  }
  .sets {
    grid-area: sets;
  }
  .sets gl-strip {
    grid-column: auto;
    height: auto;
  }
  /* At the foot of its strip, whatever stands under the picture. */
  .set-names {
    grid-area: sets;
    align-self: end;
    height: 16px;
    margin-bottom: -16px;
    font-size: 11px;
    line-height: 16px;
    text-align: center;
    color: var(--vscode-foreground);
  }
  .side > .ranges {
    grid-area: ranges;
  }
  .foot {
    grid-area: bar;
    display: flex;
    min-width: 0;
    min-height: 0;
    font-family: var(--vscode-font-family, sans-serif);
  }
  .side .foot {
    padding-left: 8px;
  }
  .side gl-colour-bar {
    flex: 1;
  }
  .under .foot {
    align-items: end;
    gap: 14px;
    padding: 0 8px 0 2px;
  }
  .under gl-colour-bar {
    flex: 1 1 0;
    max-width: 420px;
  }
  /* Of one width whatever it says: what stands beside it keeps its place while the pointer moves. */
  .ranges {
    display: flex;
    flex: 0 0 min(54%, 230px);
    gap: 10px;
    height: 16px;
    font-size: 10.5px;
    line-height: 16px;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-descriptionForeground);
  }
  .range {
    flex: 1 1 0;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* The last gives way: a number cut before its end reads as another. */
  .range:not(:last-child) {
    min-width: max-content;
  }
  .range .at {
    color: var(--vscode-foreground);
  }
`;
