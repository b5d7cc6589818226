/** The System of a description, for other tools. */
export * from './system.js';

/** Version of the shape of the System; it changes when a field changes its meaning. */
export const modelVersion = 1;
