/** The language for other tools: services, reading a description, diagnostics, units. */
export { EmptyFileSystem } from 'langium';
export { DIAGNOSTICS, type DiagnosticCode, docsPage, type LanguageDiagnostic, type Severity } from './diagnostics.js';
export { type ArchCoreServices, type ArchServices, createArchCoreServices, createArchServices } from './module.js';
export { PROPERTIES, propertiesOf, propertyOf } from './properties.js';
export { openSystem, type ReadOptions, type ReadResult, readSystem, readText } from './read-system.js';
export { unitSpellings } from './units.js';
