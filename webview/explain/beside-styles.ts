import { css } from "lit";

/** A chart with the table of its numbers beside it; below it where there is no room. */
export const besideStyles = css`
  .beside {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
    gap: 4px 20px;
    max-width: 860px;
    margin: 14px 0;
  }
  .beside figcaption {
    display: block; /* in a row a short sentence would stand beside its heading */
    grid-column: 1 / -1;
    margin: 0;
  }
  .beside figcaption p {
    max-width: 64ch;
  }
  h4 {
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
  }
`;
