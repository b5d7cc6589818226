/** A file system in memory, as an extension contributes one: what it holds is on no disk. */
import * as vscode from 'vscode';

export class MemoryFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly files = new Map<string, Uint8Array>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly registration: vscode.Disposable;
  readonly onDidChangeFile = this.changed.event;

  constructor(readonly scheme: string) {
    this.registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  uri(path: string): vscode.Uri {
    return vscode.Uri.from({ scheme: this.scheme, path });
  }

  /** Writes a file as something other than the editor would, and tells who watches. */
  put(path: string, text: string): void {
    const type = this.files.has(path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.files.set(path, new TextEncoder().encode(text));
    this.changed.fire([{ type, uri: this.uri(path) }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const bytes = this.files.get(uri.path);
    const type = bytes ? vscode.FileType.File : vscode.FileType.Directory;
    if (!bytes && this.below(uri.path).length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    return { type, ctime: 0, mtime: Date.now(), size: bytes?.byteLength ?? 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const names = new Map<string, vscode.FileType>();
    for (const rest of this.below(uri.path)) {
      const [name = '', ...more] = rest.split('/');
      names.set(name, more.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return [...names];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    if (uri.path.includes('locked')) throw vscode.FileSystemError.NoPermissions(uri);
    const bytes = this.files.get(uri.path);
    if (!bytes) throw vscode.FileSystemError.FileNotFound(uri);
    return bytes;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.put(uri.path, new TextDecoder().decode(content));
  }

  createDirectory(): void {}
  delete(uri: vscode.Uri): void {
    this.files.delete(uri.path);
    this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions('renaming is not needed here');
  }

  private below(path: string): string[] {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return [...this.files.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }
}
