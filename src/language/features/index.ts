// What the server and the command line use of the editor features.
export { applyChanges, type LayoutOptions, layout, type TextChange } from './format.js';
export { ArchFormatter, formatText } from './formatter.js';
export { ArchHoverProvider, type Description, declarationMarkdown, describe, type HoverContributor } from './hover.js';
export { documentedKeywords, type KeywordDoc, keywordDoc } from './keywords.js';
export { kindWord } from './kinds.js';
export { ArchFeaturesModule, ArchSharedFeaturesModule } from './module.js';
export { type Segment, segmentAt, segmentsOf } from './segments.js';
