import { beta } from "./beta";
import { candidateDbeta } from "./candidateDbeta";
import { candidateDgamma } from "./candidateDgamma";
import { dbeta } from "./dbeta";
import { dbetaDifference } from "./dbetaDifference";
import { dbetaError } from "./dbetaError";
import { dbetaRelative } from "./dbetaRelative";
import { dbetaUlp } from "./dbetaUlp";
import { dgamma } from "./dgamma";
import { dgammaDifference } from "./dgammaDifference";
import { dgammaError } from "./dgammaError";
import { dgammaRelative } from "./dgammaRelative";
import { dgammaUlp } from "./dgammaUlp";
import { gamma } from "./gamma";
import { mean } from "./mean";
import { variance } from "./variance";

/** 1 x D strips under the pictures' columns, in the order in which they are listed. */
export const STRIP_VIEWS = [
  gamma,
  beta,
  mean,
  variance,
  dgamma,
  dbeta,
  dgammaError,
  dbetaError,
  candidateDgamma,
  candidateDbeta,
  dgammaDifference,
  dbetaDifference,
  dgammaRelative,
  dbetaRelative,
  dgammaUlp,
  dbetaUlp,
] as const;
export type StripName = (typeof STRIP_VIEWS)[number]["name"];
