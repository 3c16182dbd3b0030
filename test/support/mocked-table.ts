import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { storeSettings, storesOver } from './engine-table.ts';

/**
 * The stores over a client whose answers a test dictates: for what the embedded engine never does. Every writeId is
 * `mine`; `pauses` are what was waited between repeats, in milliseconds, at a random number of one half.
 */
export const mockedTable = () => {
  const document = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  const mock = mockClient(document);
  const pauses: number[] = [];
  const settings = {
    ...storeSettings(document),
    newId: () => 'mine',
    random: () => 0.5,
    sleep: async (milliseconds: number) => {
      pauses.push(milliseconds);
    },
  };
  return { ...storesOver(settings), mock, pauses };
};
