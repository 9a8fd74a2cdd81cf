import { css } from "lit";
import type { PanelEvent } from "../src/protocol/events";
import { rehearse } from "./heatmap";
import { offerCells } from "./page/context-menu";
import { keepView } from "./page/keep-view";
import { followMotion } from "./page/motion";
import { followTour } from "./page/follow-tour";
import { openDetails } from "./page/open-details";
import { createPage } from "./page/page-context";
import { obey } from "./page/obey";
import { openPort } from "./page/port";
import { followTheme } from "./page/theme";
import { receive, takeState } from "./page/receive";
import { createStore } from "./store";
import { Client } from "./transport";
import { followCandidate } from "./page/show-candidate";
import { followTask } from "./page/task-views";
import { markDrawn } from "./page/mark-drawn";
import "./components/app";

/** The document around the page; every part brings its own sheet. */
const documentStyles = css`
  html,
  body {
    height: 100%;
  }
  body {
    margin: 0;
    padding: 0;
    overflow: hidden;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, system-ui, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
  }
  gl-app {
    display: flex;
    height: 100%;
  }
`;

const port = openPort();
let onEvent: (event: PanelEvent) => void = () => undefined;
let generation = (): number => 0;
const client = new Client(
  port,
  () => generation(),
  (event) => onEvent(event),
);
const store = createStore(client);
const page = createPage(store);
generation = () => store.panel.peek()?.analysis?.generation ?? 0;
onEvent = (event) => {
  if (event.event === "command") obey(page, event.command);
  else receive(store, event, (cell) => page.goTo(cell));
};

if (documentStyles.styleSheet)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, documentStyles.styleSheet];
followTheme(store);
followMotion();
followCandidate(page, keepView(page, port));
openDetails(page);
followTour(page);
offerCells(page);
followTask(store);
markDrawn(store);
const app = document.createElement("gl-app");
app.page = page;
document.body.append(app);
void page.act("ready", null).then((state) => {
  if (state) takeState(store, state);
});
// A page that the browser keeps to come back to is not gone.
globalThis.addEventListener("pagehide", ({ persisted }) => {
  if (!persisted) client.close();
});
void rehearse(store);
