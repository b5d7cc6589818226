/** Distributions of non-negative times, in seconds. */
export { convolutionLaw } from './convolution.js';
export type { Distribution } from './distribution.js';
export { empiricalLaw, histogramLaw } from './empirical.js';
export { deterministicLaw, exponentialLaw, uniformLaw } from './exponential.js';
export { fitThreeMoments, fitTwoMoments, lawOfMeanCv } from './fit.js';
export { erlangLaw, gammaLaw } from './gammaLaw.js';
export { balancedHyperexponential, hyperexponentialLaw } from './hyperexponential.js';
export { lognormalLaw } from './lognormal.js';
export { mixtureLaw } from './mixture.js';
export { maximumLaw, orderStatisticLaw } from './order.js';
export { paretoFromCv, paretoLaw } from './pareto.js';
export { type PhaseType, phaseTypeLaw } from './phaseType.js';
export { weibullFromCv, weibullLaw } from './weibull.js';
