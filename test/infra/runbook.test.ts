import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { alarms, nameOf, ofType, templateOf } from '../support/operated.ts';

const runbook = readFileSync(new URL('../../RUNBOOK.md', import.meta.url), 'utf8');
const sections = runbook.split(/^## /m).slice(1);
const headings = new Map(sections.map((section) => [section.split('\n')[0], section]));
const named = [...alarms, ...ofType('CompositeAlarm').map((each) => ({ name: nameOf(each) }))];

test('has one heading for every alarm, and no other', () => {
  headings.delete('Commands');
  expect([...headings.keys()].sort()).toEqual(named.map(({ name }) => name).sort());
});

test.each(named)(
  'says of $name what it means, what subscribers see, how to confirm and what to do',
  ({ name }) => {
    const section = headings.get(name) ?? '';
    for (const word of ['Means', 'Subscriber sees', 'Confirm', 'Do'])
      expect(section).toContain(`**${word}.**`);
  },
);

test.each(alarms)('is where the description of $name leads', ({ name, description }) => {
  expect(description).toMatch(new RegExp(`\\. RUNBOOK\\.md, ${name}\\.$`));
});

test('asks for outputs and functions that there are', () => {
  const { Outputs, Resources } = templateOf('LeaseholdCore');
  const outputs = [...runbook.matchAll(/\(out (\w+)/g)].map(([, name]) => String(name));
  const functions = [...runbook.matchAll(/`logs (\w+)|\bgroup (\w+)/g)].map(([, ofLogs, ofGroup]) =>
    String(ofLogs ?? ofGroup),
  );
  expect(outputs.length).toBeGreaterThan(5);
  expect(functions.length).toBeGreaterThan(5);
  expect(outputs.filter((name) => !(name in Outputs))).toEqual([]);
  const groups = Object.keys(Resources).map((id) => id.replace(/Logs[0-9A-F]{8}$/, ''));
  expect(functions.filter((name) => !groups.includes(name))).toEqual([]);
});

test('has commands that a shell can read', () => {
  const blocks = [...runbook.matchAll(/```sh\n([^`]+)```/g)].map(([, text]) => String(text));
  const inline = [...runbook.matchAll(/`((?:api|aws|logs|peek|redrive) [^`]+)`/g)].map(([, text]) =>
    String(text),
  );
  expect(blocks).toHaveLength(3);
  expect(inline.length).toBeGreaterThan(40);
  const input = [...blocks, ...inline].join('\n').replace(/<[^>]+>/g, 'NAME');
  expect(spawnSync('bash', ['-n'], { input, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test('quotes what the code logs', () => {
  const sources = ['sweep-lease', 'sweep-overdue', 'recount-statistics', 'reconcile-inventory'].map((name) =>
    readFileSync(new URL(`../../shared/usecases/${name}.ts`, import.meta.url), 'utf8'),
  );
  const quotes = [...runbook.matchAll(/“([^”]+)”/g)].map(([, quote]) => String(quote));
  expect(quotes.length).toBeGreaterThan(3);
  expect(quotes.filter((quote) => !sources.some((source) => source.includes(quote)))).toEqual([]);
});
