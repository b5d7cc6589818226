/** The formats of models of others that can be solved, in one table. */
import { jmvaFormat } from './jmvaSolution.js';
import { lqnFormat } from './lqnx/solution.js';
import type { ModelFormat } from './solution.js';

export const modelFormats: readonly ModelFormat[] = [jmvaFormat, lqnFormat];
