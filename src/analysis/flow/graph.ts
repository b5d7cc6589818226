/** Strongly connected components, for the order of computation: callers before callees, or the other way round. */

/**
 * Tarjan's algorithm (Tarjan 1972), iterative so that a chain of any length fits.
 * @param count number of vertices; @param next successors of a vertex.
 * @returns components such that every successor's component comes before (callees first).
 */
export function components(count: number, next: (vertex: number) => readonly number[]): number[][] {
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const result: number[][] = [];
  let counter = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue;
    const work: { readonly vertex: number; readonly successors: readonly number[]; position: number }[] = [];
    const enter = (vertex: number): void => {
      order[vertex] = low[vertex] = counter++;
      stack.push(vertex);
      onStack[vertex] = 1;
      work.push({ vertex, successors: next(vertex), position: 0 });
    };
    enter(root);
    while (work.length > 0) {
      const top = work[work.length - 1]!;
      const successor = top.successors[top.position++];
      if (successor !== undefined) {
        if (order[successor] === -1) enter(successor);
        else if (onStack[successor]) low[top.vertex] = Math.min(low[top.vertex]!, order[successor]!);
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent) low[parent.vertex] = Math.min(low[parent.vertex]!, low[top.vertex]!);
      if (low[top.vertex] === order[top.vertex]) {
        const component: number[] = [];
        let vertex: number;
        do {
          vertex = stack.pop()!;
          onStack[vertex] = 0;
          component.push(vertex);
        } while (vertex !== top.vertex);
        result.push(component);
      }
    }
  }
  return result;
}
