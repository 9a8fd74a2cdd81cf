import { candidate } from "./candidate";
import { change } from "./change";
import { difference } from "./difference";
import { dout } from "./dout";
import { dx } from "./dx";
import { error } from "./error";
import { out } from "./out";
import { relative } from "./relative";
import { ulp } from "./ulp";
import { x } from "./x";
import { xhat } from "./xhat";

/** N x D pictures, in the order of the page's switches. */
export const PICTURE_VIEWS = [
  x,
  xhat,
  out,
  dout,
  dx,
  error,
  candidate, // where the user gave gradients
  difference,
  relative,
  change, // between the stops of a program
  ulp,
] as const;
export type PictureName = (typeof PICTURE_VIEWS)[number]["name"];
