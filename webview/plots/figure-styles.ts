import { css } from "lit";

/** A chart with its heading, and what can be chosen of it. */
export const figureStyles = css`
  figure {
    container-type: inline-size;
    margin: 0;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    margin-bottom: 4px;
  }
  figcaption h3 {
    flex: 1 1 auto;
  }
  .swatch {
    display: inline-block;
    width: 0.8em;
    height: 0.8em;
  }
`;
