import type { Problem } from "../../../problem";
import { ofAffine } from "./generalised/of-affine";
import { ofCounts } from "./generalised/of-counts";
import { ofGamma } from "./generalised/of-gamma";
import { ofMask } from "./generalised/of-mask";
import { ofOperands } from "./generalised/of-operands";
import { ofPaths } from "./generalised/of-paths";
import { ofRelu } from "./generalised/of-relu";
import { ofRoot } from "./generalised/of-root";
import type { LayerMistake } from "./layer-mistake";
import { activationSlopeOmitted } from "./mistakes/activation-slope-omitted";
import { countWithoutChannels } from "./mistakes/count-without-channels";
import { dgammaLastBlock } from "./mistakes/dgamma-last-block";
import { dgammaZero } from "./mistakes/dgamma-zero";
import { dxAliasesDout } from "./mistakes/dx-aliases-dout";
import { gammaLeftOutOfMeans } from "./mistakes/gamma-left-out-of-means";
import { groupAsInstance } from "./mistakes/group-as-instance";
import { groupIndexModulo } from "./mistakes/group-index-modulo";
import { instanceAsBatch } from "./mistakes/instance-as-batch";
import { layerAsBatch } from "./mistakes/layer-as-batch";
import { meanPathTwice } from "./mistakes/mean-path-twice";
import { layerWithoutMeanPath, rmsPathOmitted, rmsWithMeanPath } from "./mistakes/of-the-other-layer";
import { partialReduction } from "./mistakes/partial-reduction";
import { perRowTermByColumn } from "./mistakes/per-row-term-by-column";
import { savedVarianceForRstd } from "./mistakes/saved-variance-for-rstd";
import { sharedInput } from "./mistakes/shared-input";
import { stridedAsContiguous } from "./mistakes/strided-as-contiguous";
import { weightOffset } from "./mistakes/weight-offset";
import { wrongExtent } from "./mistakes/wrong-extent";

/** The mistakes that only a layer other than batch norm can have, or that were seen there first. */
export const familyMistakes: readonly LayerMistake[] = [
  gammaLeftOutOfMeans,
  rmsWithMeanPath,
  layerWithoutMeanPath,
  rmsPathOmitted,
  meanPathTwice,
  countWithoutChannels,
  wrongExtent,
  groupAsInstance,
  instanceAsBatch,
  layerAsBatch,
  groupIndexModulo,
  perRowTermByColumn,
  weightOffset,
  sharedInput,
  activationSlopeOmitted,
  savedVarianceForRstd,
  stridedAsContiguous,
  partialReduction,
  dgammaZero,
  dxAliasesDout,
  dgammaLastBlock,
];

/** Those of batch norm's catalogue that any layer can have, with u in the place of gamma dout. */
export const generalised: readonly LayerMistake[] = [
  ...ofGamma,
  ...ofPaths,
  ...ofCounts,
  ...ofOperands,
  ...ofRoot,
  ...ofMask,
  ...ofRelu,
  ...ofAffine,
];

/** Of two explanations that fit equally well the earlier one is named first. */
export const layerCatalogue: readonly LayerMistake[] = [...familyMistakes, ...generalised];

/** The mistakes that can be made in a problem. */
export function layerMistakesOf(problem: Problem): LayerMistake[] {
  return layerCatalogue.filter(({ applies }) => applies(problem));
}
