package dev.larder.cli.transfer;

import dev.larder.client.Payload;
import dev.larder.client.Put;

/** Makes puts of records. For one thread. */
interface RecordFormat {
  /** The put of a record. */
  Put<Payload> put(InputRecord.Read record) throws BadRecordException;
}
