package dev.larder.cli.transfer;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads records one after the other, holding one at a time. Not thread-safe. */
interface RecordReader extends Closeable {
  /**
   * The next record, or null after the last. An input that breaks off in the middle of a record
   * ends with {@link InputRecord.Broken}.
   */
  @Nullable InputRecord next() throws IOException;
}
