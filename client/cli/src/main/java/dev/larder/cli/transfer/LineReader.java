package dev.larder.cli.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A record a line; LF or CRLF ends it and is not part of it. Empty lines are counted and passed
 * over.
 */
final class LineReader implements RecordReader {
  private final ByteSource source;
  private final BoundedBytes line;
  private long number;

  LineReader(ByteSource source, int maxRecordBytes) {
    this.source = source;
    this.line = new BoundedBytes(maxRecordBytes);
  }

  @Override
  public @Nullable InputRecord next() throws IOException {
    for (int next = source.next(); next != ByteSource.END; next = source.next()) {
      if (next != '\n') {
        line.add(next);
        continue;
      }
      number++;
      line.trimEnd('\r');
      if (!line.isEmpty()) {
        return line.take(number);
      }
    }
    return line.isEmpty() ? null : line.take(++number);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
