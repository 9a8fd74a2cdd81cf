import type { ExportsBy } from "../../src/exports";
import { json } from "./plane-json";
import type { PageExport } from "./page-export";
import { png } from "./png";
import { svg } from "./svg";

/** Who makes each export of the page's; src/exports.ts says how it is offered. */
export const PAGE_EXPORTS: Readonly<Record<ExportsBy<"page">, PageExport>> = { png, svg, json };
