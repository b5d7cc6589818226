// What the server and the command line use of the editor features.
export { applyChanges, layout, type LayoutOptions, type TextChange } from './format.js';
export { ArchFormatter, formatText } from './formatter.js';
export { ArchHoverProvider, declarationMarkdown, describe, type Description, type HoverContributor } from './hover.js';
export { keywordDoc, documentedKeywords, type KeywordDoc } from './keywords.js';
export { kindWord } from './kinds.js';
export { ArchFeaturesModule, ArchSharedFeaturesModule } from './module.js';
export { segmentAt, segmentsOf, type Segment } from './segments.js';
