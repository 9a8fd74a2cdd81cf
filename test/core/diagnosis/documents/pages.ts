/** The pages that follow from the catalogue alone; `node scripts/mistakes.mjs` saves them. */
export { confusionPage } from "./confusion-page";
export { mistakesPage } from "./mistakes-page";
