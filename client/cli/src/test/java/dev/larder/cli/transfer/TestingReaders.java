package dev.larder.cli.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads texts to their end, a few bytes at a time. */
final class TestingReaders {
  private TestingReaders() {}

  static List<String> lines(String text, int bound) throws IOException {
    return all(new LineReader(source(text), bound));
  }

  static List<String> elements(String text, int bound) throws IOException {
    return all(new ArrayReader(source(text), bound));
  }

  private static ByteSource source(String text) {
    return new ByteSource(new Trickle(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> all(RecordReader reader) throws IOException {
    List<String> records = new ArrayList<>();
    for (InputRecord record = reader.next(); record != null; record = reader.next()) {
      records.add(describe(record));
    }
    return records;
  }

  private static String describe(InputRecord record) {
    if (record instanceof InputRecord.Read read) {
      return read.number() + ":" + new String(read.bytes(), StandardCharsets.UTF_8);
    }
    return record instanceof InputRecord.Bad bad
        ? bad.number() + " bad: " + bad.why()
        : record.number() + " broken: " + ((InputRecord.Broken) record).why();
  }

  /** Hands out at most three bytes a read, so that every boundary falls inside something. */
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream bytes;

    Trickle(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(length, 3));
    }
  }
}
