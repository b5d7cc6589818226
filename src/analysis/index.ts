/** The analysis: System in, Report out. */
export { type AnalyseOptions, analyse, analyseSteps } from './analyse.js';
export { type Comparison, compare, gotWorse } from './compare.js';
export { type FindingCode, type FindingKind, findingKinds } from './findings/index.js';
export { methods } from './methods.js';
export { goalText } from './objectives.js';
export * from './render/format.js';
export type * from './report.js';
export { reportVersion } from './report.js';
