package dev.larder.cli.transfer;

import dev.larder.cli.console.Console;
import dev.larder.cli.console.FileFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * What an import reads.
 *
 * @param name the file as it was named; "-" for standard input
 * @param reader its records
 * @param size its bytes; 0 when that is not known
 * @param taken how many of them have been read
 */
record RecordInput(String name, RecordReader reader, long size, AtomicLong taken)
    implements Closeable {
  /** How the name of a file ends that is unpacked. */
  static final String PACKED = ".gz";

  private static final String STANDARD_INPUT = "-";
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Opens a file, unpacking it when its name ends in ".gz". */
  static RecordInput open(String name, Console console, boolean array, int maxRecordBytes)
      throws IOException {
    boolean isFile = !name.equals(STANDARD_INPUT);
    AtomicLong taken = new AtomicLong();
    InputStream bytes =
        new CountingStream(isFile ? Files.newInputStream(Path.of(name)) : console.in(), taken);
    String named = isFile ? name : "standard input";
    ByteSource source = new ByteSource(new NamedStream(named, unpacked(name, bytes)));
    RecordReader reader =
        array ? new ArrayReader(source, maxRecordBytes) : new LineReader(source, maxRecordBytes);
    return new RecordInput(name, reader, isFile ? Files.size(Path.of(name)) : 0, taken);
  }

  private static InputStream unpacked(String name, InputStream bytes) throws IOException {
    if (!name.endsWith(PACKED)) {
      return bytes;
    }
    try {
      return new GZIPInputStream(bytes, BUFFER_BYTES);
    } catch (IOException notPacked) {
      bytes.close();
      throw FileFailure.of(name, notPacked);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
