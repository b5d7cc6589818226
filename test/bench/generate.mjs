/**
 * Generated descriptions of growing size: `count` node types in ten layers, each operation calling two in the layer below,
 * so that calls are ten layers deep. Deterministic.
 */
export function generateDescription(count, { load = 100 } = {}) {
  const layers = Math.min(10, count);
  const perLayer = Math.ceil(count / layers);
  const name = (layer, index) => `n${layer}_${index}`;
  const lines = ['headroom 1', `system generated_${count}`, '', 'region eu { zone a  zone b  zone c }', ''];
  let left = count;
  const sizes = [];
  for (let layer = 0; layer < layers; layer++) {
    const size = Math.min(perLayer, left);
    if (size > 0) sizes.push(size);
    left -= size;
  }
  sizes.forEach((size, layer) => {
    for (let index = 0; index < size; index++) {
      const below = sizes[layer + 1];
      // Twice as many calls per layer would grow the load by 2^layers: each request takes one of two ways.
      const calls = below
        ? [
            `    call ${name(layer + 1, index % below)}.run with 50 % timeout ${(layers - layer) * 2} s`,
            `    call ${name(layer + 1, (index + 1) % below)}.run with 50 % timeout ${(layers - layer) * 2} s`,
          ]
        : [];
      lines.push(
        `${layer === 0 ? 'frontend' : below ? 'logic' : 'store'} ${name(layer, index)} {`,
        '  replicas 3 across eu',
        '  workers 64',
        '  cores 4',
        '  queue 128, when full reject',
        '  fails every 90 days, repaired in 5 min, detected in 10 s',
        '',
        '  op run {',
        `    cpu ${2 + ((layer + index) % 5)} ms`,
        ...calls,
        '  }',
        '}',
        '',
      );
    }
  });
  for (let index = 0; index < sizes[0]; index++) {
    lines.push(
      `workload w${index} { open ${load} req/s; calls ${name(0, index)}.run }`,
      `objective w${index} { p99 < 1 s; availability >= 99 %; headroom >= 20 %; survives 1 zone }`,
    );
    if (index >= 9) break;
  }
  return `${lines.join('\n')}\n`;
}
