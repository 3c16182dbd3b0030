import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lifecycleDiagram, withDiagram } from '../../tools/lifecycle-diagram.ts';

const page = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');
const OLD = 'before\n<!-- lifecycle:begin -->\nold\n<!-- lifecycle:end -->\nafter\n';

test('ARCHITECTURE.md shows the lifecycle table as it is (node tools/lifecycle-diagram.ts --write)', () => {
  expect(withDiagram(page)).toBe(page);
  expect(page).toContain(lifecycleDiagram());
});

test('the diagram has an arrow for each pair of states, named by its actions', () => {
  const lines = lifecycleDiagram().split('\n');
  expect(lines[0]).toBe('stateDiagram-v2');
  expect(lines).toContain('  [*] --> pending: beginAllocation');
  expect(lines).toContain('  pending --> pending: beginAllocation, resumeAllocation');
  expect(lines).toContain('  revoking --> failed: fail');
  expect(lines).toContain('  revoked --> [*]: purge');
});

test('what stands between the markers is replaced, and nothing else', () => {
  const written = withDiagram(OLD);
  expect(written).toBe(
    `before\n<!-- lifecycle:begin -->\n\`\`\`mermaid\n${lifecycleDiagram()}\`\`\`\n<!-- lifecycle:end -->\nafter\n`,
  );
  expect(withDiagram(written)).toBe(written);
});

test.each(['<!-- lifecycle:begin -->', '<!-- lifecycle:end -->'])(
  'a page without %s is refused',
  (marker) => {
    expect(() => withDiagram(OLD.replace(marker, ''))).toThrow('needs the markers');
  },
);
