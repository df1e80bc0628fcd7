package dev.larder.cli.transfer;

import dev.larder.cli.console.FileFailure;
import dev.larder.cli.console.UsageException;
import dev.larder.client.Key;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that an export writes, or goes on writing. */
final class ExportFile implements ExportOutput, Closeable {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** As long as the largest answer of a server that the client accepts. */
  static final int MAX_LINE_BYTES = 64 << 20;

  private final Path file;
  private final OutputStream stream;

  private ExportFile(Path file, OutputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  /** Begins a file anew. */
  static ExportFile create(Path file) throws IOException {
    return new ExportFile(file, new BufferedOutputStream(Files.newOutputStream(file), CHUNK_BYTES));
  }

  /** Goes on at its end. */
  static ExportFile append(Path file) throws IOException {
    return new ExportFile(
        file,
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            CHUNK_BYTES));
  }

  /**
   * Cuts off a line that breaks off, and answers the key of the last one; null when there is no
   * file, or nothing in it.
   *
   * @param kind the one that is exported; null for all of the namespace
   * @throws UsageException when the last complete line is not one of such an export, or there is
   *     none; then the file is as it was
   */
  static @Nullable Key lastKey(Path file, String namespace, @Nullable String kind)
      throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return null;
    }
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      long end = lineEndBefore(content, content.length());
      if (end == 0) {
        throw new UsageException(
            file + " holds no complete line of an export: remove it, or name another file");
      }
      Key last = key(file, lineBefore(file, content, end));
      requirePlace(file, last, namespace, kind);
      // Only now: what is cut off another file is lost to its owner.
      content.setLength(end);
      return last;
    }
  }

  private static Key key(Path file, byte[] line) {
    try {
      return LarderRecords.exportedKey(new InputRecord.Read(1, line));
    } catch (BadRecordException foreign) {
      throw new UsageException(
          file + " does not end in a line of an export (" + foreign.getMessage() + ")", foreign);
    }
  }

  private static void requirePlace(Path file, Key last, String namespace, @Nullable String kind) {
    if (!last.namespace().equals(namespace) || (kind != null && !last.kind().equals(kind))) {
      throw new UsageException(file + " is an export of other objects: its last line is " + last);
    }
  }

  /** Where the last complete line before a position ends; 0 when there is none. */
  private static long lineEndBefore(RandomAccessFile content, long position) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (long end = position; end > 0; end -= Math.min(end, CHUNK_BYTES)) {
      int size = (int) Math.min(end, CHUNK_BYTES);
      content.seek(end - size);
      content.readFully(chunk, 0, size);
      for (int index = size - 1; index >= 0; index--) {
        if (chunk[index] == '\n') {
          return end - size + index + 1;
        }
      }
    }
    return 0;
  }

  private static byte[] lineBefore(Path file, RandomAccessFile content, long end)
      throws IOException {
    long start = lineEndBefore(content, end - 1);
    long length = end - 1 - start;
    if (length > MAX_LINE_BYTES) {
      throw new UsageException(
          file
              + " does not end in a line of an export: its last line is longer than "
              + MAX_LINE_BYTES
              + " bytes");
    }
    byte[] line = new byte[(int) length];
    content.seek(start);
    content.readFully(line);
    return line;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    try {
      stream.write(bytes);
    } catch (IOException failure) {
      throw FileFailure.of(file, failure);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stream.close();
    } catch (IOException failure) {
      throw FileFailure.of(file, failure);
    }
  }
}
