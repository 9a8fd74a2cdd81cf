// Written by node scripts/mistakes.mjs from the files of this folder. The order is that of preference, and yours to
// change: of two explanations that fit equally well the earlier one is named first.
import type { Mistake } from "./contract/mistake";
import { mistake as gammaOmitted } from "./gamma-omitted";
import { mistake as gammaTwice } from "./gamma-twice";
import { mistake as gammaDirectOnly } from "./gamma-direct-only";
import { mistake as gammaMissingDirect } from "./gamma-missing-direct";
import { mistake as gammaTwiceVariance } from "./gamma-twice-variance";
import { mistake as meanPathOmitted } from "./mean-path-omitted";
import { mistake as variancePathOmitted } from "./variance-path-omitted";
import { mistake as bothPathsOmitted } from "./both-paths-omitted";
import { mistake as meanPathSign } from "./mean-path-sign";
import { mistake as variancePathSign } from "./variance-path-sign";
import { mistake as dvDmuOmitted } from "./dv-dmu-omitted";
import { mistake as jacobianDiagonal } from "./jacobian-diagonal";
import { mistake as inverseNMissingMean } from "./inverse-n-missing-mean";
import { mistake as inverseNMissingVariance } from "./inverse-n-missing-variance";
import { mistake as inverseNMissingBoth } from "./inverse-n-missing-both";
import { mistake as nMinus1Both } from "./n-minus-1-both";
import { mistake as nMinus1VariancePath } from "./n-minus-1-variance-path";
import { mistake as factor2Missing } from "./factor-2-missing";
import { mistake as factorHalfMissing } from "./factor-half-missing";
import { mistake as dividedByNAgain } from "./divided-by-n-again";
import { mistake as batchCount } from "./batch-count";
import { mistake as splitCountOfAll } from "./split-count-of-all";
import { mistake as fixedBatchSize } from "./fixed-batch-size";
import { mistake as maskCount } from "./mask-count";
import { mistake as nForNMinus1 } from "./n-for-n-minus-1";
import { mistake as dvDmuUsesX } from "./dv-dmu-uses-x";
import { mistake as dvDxUsesX } from "./dv-dx-uses-x";
import { mistake as dvSumUsesX } from "./dv-sum-uses-x";
import { mistake as outForXhat } from "./out-for-xhat";
import { mistake as doutIgnored } from "./dout-ignored";
import { mistake as xhatForCentredTwice } from "./xhat-for-centred-twice";
import { mistake as dvPowerHalf } from "./dv-power-half";
import { mistake as dvPowerOne } from "./dv-power-one";
import { mistake as varianceForSigma } from "./variance-for-sigma";
import { mistake as inverseSigmaMissing } from "./inverse-sigma-missing";
import { mistake as epsOmitted } from "./eps-omitted";
import { mistake as epsOutsideRoot } from "./eps-outside-root";
import { mistake as epsMax } from "./eps-max";
import { mistake as unbiasedInBackward } from "./unbiased-in-backward";
import { mistake as unbiasedForward } from "./unbiased-forward";
import { mistake as epsDifferent } from "./eps-different";
import { mistake as dvPowerTwo } from "./dv-power-two";
import { mistake as sigmaForVariance } from "./sigma-for-variance";
import { mistake as biasedInBackward } from "./biased-in-backward";
import { mistake as runningStatistics } from "./running-statistics";
import { mistake as batchStatistics } from "./batch-statistics";
import { mistake as allAxesMean } from "./all-axes-mean";
import { mistake as axisSwapped } from "./axis-swapped";
import { mistake as reshapeWithoutTranspose } from "./reshape-without-transpose";
import { mistake as runningVariance } from "./running-variance";
import { mistake as statisticsOverN } from "./statistics-over-n";
import { mistake as unevenRanks } from "./uneven-ranks";
import { mistake as localMeans } from "./local-means";
import { mistake as partsNotAdded } from "./parts-not-added";
import { mistake as statisticsUpdated } from "./statistics-updated";
import { mistake as maskOffPaths } from "./mask-off-paths";
import { mistake as maskOnSums } from "./mask-on-sums";
import { mistake as splitMeansOfAll } from "./split-means-of-all";
import { mistake as maskOnDout } from "./mask-on-dout";
import { mistake as reluMaskOmitted } from "./relu-mask-omitted";
import { mistake as reluMaskFromX } from "./relu-mask-from-x";
import { mistake as reluMaskFromXhat } from "./relu-mask-from-xhat";
import { mistake as reluMaskOnDx } from "./relu-mask-on-dx";
import { mistake as reluMaskTies } from "./relu-mask-ties";
import { mistake as leakySlopeOmitted } from "./leaky-slope-omitted";
import { mistake as dgammaUsesX } from "./dgamma-uses-x";
import { mistake as dgammaCentredNotScaled } from "./dgamma-centred-not-scaled";
import { mistake as dgammaTimesRoot } from "./dgamma-times-root";
import { mistake as dgammaUsesDxhat } from "./dgamma-uses-dxhat";
import { mistake as dgammaUsesOut } from "./dgamma-uses-out";
import { mistake as dgammaMean } from "./dgamma-mean";
import { mistake as dgammaDoutIgnored } from "./dgamma-dout-ignored";
import { mistake as dgammaDbetaSwapped } from "./dgamma-dbeta-swapped";
import { mistake as partialSum } from "./partial-sum";
import { mistake as splitPartsNotAdded } from "./split-parts-not-added";
import { mistake as dbetaMean } from "./dbeta-mean";
import { mistake as dbetaScaledByGamma } from "./dbeta-scaled-by-gamma";
import { mistake as dbetaAllAxes } from "./dbeta-all-axes";
import { mistake as dbetaBatchCount } from "./dbeta-batch-count";
import { mistake as dbetaUnmasked } from "./dbeta-unmasked";

export const listing: readonly Mistake[] = [
  gammaOmitted,
  gammaTwice,
  gammaDirectOnly,
  gammaMissingDirect,
  gammaTwiceVariance,
  meanPathOmitted,
  variancePathOmitted,
  bothPathsOmitted,
  meanPathSign,
  variancePathSign,
  dvDmuOmitted,
  jacobianDiagonal,
  inverseNMissingMean,
  inverseNMissingVariance,
  inverseNMissingBoth,
  nMinus1Both,
  nMinus1VariancePath,
  factor2Missing,
  factorHalfMissing,
  dividedByNAgain,
  batchCount,
  splitCountOfAll,
  fixedBatchSize,
  maskCount,
  nForNMinus1,
  dvDmuUsesX,
  dvDxUsesX,
  dvSumUsesX,
  outForXhat,
  doutIgnored,
  xhatForCentredTwice,
  dvPowerHalf,
  dvPowerOne,
  varianceForSigma,
  inverseSigmaMissing,
  epsOmitted,
  epsOutsideRoot,
  epsMax,
  unbiasedInBackward,
  unbiasedForward,
  epsDifferent,
  dvPowerTwo,
  sigmaForVariance,
  biasedInBackward,
  runningStatistics,
  batchStatistics,
  allAxesMean,
  axisSwapped,
  reshapeWithoutTranspose,
  runningVariance,
  statisticsOverN,
  unevenRanks,
  localMeans,
  partsNotAdded,
  statisticsUpdated,
  maskOffPaths,
  maskOnSums,
  splitMeansOfAll,
  maskOnDout,
  reluMaskOmitted,
  reluMaskFromX,
  reluMaskFromXhat,
  reluMaskOnDx,
  reluMaskTies,
  leakySlopeOmitted,
  dgammaUsesX,
  dgammaCentredNotScaled,
  dgammaTimesRoot,
  dgammaUsesDxhat,
  dgammaUsesOut,
  dgammaMean,
  dgammaDoutIgnored,
  dgammaDbetaSwapped,
  partialSum,
  splitPartsNotAdded,
  dbetaMean,
  dbetaScaledByGamma,
  dbetaAllAxes,
  dbetaBatchCount,
  dbetaUnmasked,
];
