import { expect, jest, test } from '@jest/globals';
import { standardOutput } from '../../shared/adapters/standard-output.ts';

test('a line goes to standard output as it is, with a line end', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  standardOutput('{"a":1}');
  const written = write.mock.calls.map(([text]) => text);
  write.mockRestore();
  expect(written).toEqual(['{"a":1}\n']);
});
