import "../harness/page";
import { PICTURES } from "./pictures";

declare global {
  interface Window {
    /** Does what a picture of the gallery wants done before it is taken. */
    actFor(name: string): void;
  }
}

window.actFor = (name) => {
  PICTURES.find((picture) => picture.name === name)?.act?.(window.harness);
};
