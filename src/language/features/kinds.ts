// What a person calls each kind of declaration, and which symbol the editor draws for it.
import type { AstNode, AstNodeDescription } from 'langium';
import type { NodeKindProvider } from 'langium/lsp';
import { CompletionItemKind, SymbolKind } from 'vscode-languageserver';

interface Kind {
  symbol: SymbolKind;
  completion: CompletionItemKind;
  /** Semantic token type of its name. */
  token: string;
}

const kind = (symbol: SymbolKind, completion: CompletionItemKind, token: string): Kind => ({
  symbol,
  completion,
  token,
});

const KINDS = new Map<string, Kind>([
  ['SystemDecl', kind(SymbolKind.Module, CompletionItemKind.Module, 'namespace')],
  ['Param', kind(SymbolKind.Constant, CompletionItemKind.Constant, 'parameter')],
  ['Region', kind(SymbolKind.Namespace, CompletionItemKind.Folder, 'namespace')],
  ['Zone', kind(SymbolKind.Namespace, CompletionItemKind.Folder, 'namespace')],
  ['Host', kind(SymbolKind.Namespace, CompletionItemKind.Folder, 'namespace')],
  ['Workload', kind(SymbolKind.Event, CompletionItemKind.Event, 'event')],
  ['Profile', kind(SymbolKind.Array, CompletionItemKind.Value, 'variable')],
  ['Node', kind(SymbolKind.Class, CompletionItemKind.Class, 'class')],
  ['External', kind(SymbolKind.Interface, CompletionItemKind.Interface, 'interface')],
  ['Channel', kind(SymbolKind.Struct, CompletionItemKind.Struct, 'struct')],
  ['Cluster', kind(SymbolKind.Package, CompletionItemKind.Module, 'namespace')],
  ['Operation', kind(SymbolKind.Method, CompletionItemKind.Method, 'method')],
  ['State', kind(SymbolKind.Field, CompletionItemKind.Field, 'variable')],
  ['Monitor', kind(SymbolKind.Object, CompletionItemKind.Variable, 'variable')],
  ['Alarm', kind(SymbolKind.Event, CompletionItemKind.Event, 'event')],
  ['Scenario', kind(SymbolKind.Function, CompletionItemKind.Function, 'function')],
]);

const OTHER = kind(SymbolKind.Property, CompletionItemKind.Reference, 'variable');

const WORDS = new Map<string, string>([
  ['SystemDecl', 'system'],
  ['Param', 'parameter'],
  ['External', 'external dependency'],
  ['Operation', 'operation'],
]);

/** True for a type of the syntax tree that declares a name. */
export function declares(type: string): boolean {
  return KINDS.has(type);
}

/** Semantic token type for a name that declares or refers to a node of this type. */
export function tokenType(type: string): string {
  return (KINDS.get(type) ?? OTHER).token;
}

/** The word for a declaration: its own kind where it has one ("frontend", "queue"), else that of its type. */
export function kindWord(node: AstNode): string {
  const own = 'kind' in node && typeof node.kind === 'string' ? node.kind : undefined;
  return own ?? WORDS.get(node.$type) ?? node.$type.toLowerCase();
}

/** Picks symbol and completion icons by the kind of a declaration. */
export class ArchNodeKindProvider implements NodeKindProvider {
  getSymbolKind(node: AstNode | AstNodeDescription): SymbolKind {
    return kindOf(node).symbol;
  }

  getCompletionItemKind(node: AstNode | AstNodeDescription): CompletionItemKind {
    return kindOf(node).completion;
  }
}

function kindOf(node: AstNode | AstNodeDescription): Kind {
  return KINDS.get('$type' in node ? node.$type : node.type) ?? OTHER;
}
