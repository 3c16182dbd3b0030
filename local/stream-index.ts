import { DatabaseSync } from 'node:sqlite';

/** How long to wait for an engine that is writing. */
const BUSY_MILLISECONDS = 5_000;

/** The engine compares sequence numbers as integers, and asks for a table's highest before each of its writes. */
const PLACES =
  'CREATE INDEX IF NOT EXISTS stream_places ON _stream_records (table_name, CAST(sequence_number AS INTEGER))';

/**
 * Gives the engine an index of its stream records. It keeps every record for ever and looks through all of them at
 * each read of a stream and at each write, seven times as slow after thirty thousand. They are not deleted
 * instead, as DynamoDB does after a day: a reader that was away for longer, as a laptop is, would miss them.
 * `databaseFile` is that of a running engine of @dynoxide; throws what SQLite throws.
 */
export const indexStreams = (databaseFile: string): void => {
  const database = new DatabaseSync(databaseFile, { timeout: BUSY_MILLISECONDS });
  try {
    database.exec(PLACES);
  } finally {
    database.close();
  }
};
