package dev.larder.benchmarks.ycsb;

import dev.larder.client.Codec;
import dev.larder.client.Payload;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;

/**
 * The fields of a record, by name, as one object's bytes: of each field the length of its name, its
 * name in UTF-8, the length of its value, its value. JSON would have to escape what YCSB makes up,
 * and its cost would be the measure of a parser.
 *
 * @param values must not be changed once they are here
 */
record Fields(Map<String, byte[]> values) {
  static final Codec<Fields> CODEC =
      new Codec<>() {
        @Override
        public Payload encode(Fields fields) throws IOException {
          return Payload.bytes(fields.toBytes());
        }

        @Override
        public Fields decode(Payload payload) {
          return Fields.of(payload.asReadOnlyByteBuffer());
        }
      };

  /** What YCSB hands in; its iterators can be read once. */
  static Fields of(Map<String, ByteIterator> record) {
    Map<String, byte[]> values = new HashMap<>();
    record.forEach((name, value) -> values.put(name, value.toArray()));
    return new Fields(values);
  }

  private static Fields of(ByteBuffer bytes) {
    Map<String, byte[]> values = new HashMap<>();
    while (bytes.hasRemaining()) {
      String name = new String(run(bytes), StandardCharsets.UTF_8);
      values.put(name, run(bytes));
    }
    return new Fields(values);
  }

  private static byte[] run(ByteBuffer bytes) {
    byte[] run = new byte[bytes.getInt()];
    bytes.get(run);
    return run;
  }

  private byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Map.Entry<String, byte[]> field : values.entrySet()) {
      byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(name.length);
      out.write(name);
      out.writeInt(field.getValue().length);
      out.write(field.getValue());
    }
    return bytes.toByteArray();
  }

  /** These with some of their values replaced or added. */
  Fields with(Fields others) {
    Map<String, byte[]> merged = new HashMap<>(values);
    merged.putAll(others.values);
    return new Fields(merged);
  }

  /** Gives YCSB the fields it asked for; null: all of them. */
  void copyTo(Map<String, ByteIterator> record, @Nullable Set<String> wanted) {
    values.forEach(
        (name, value) -> {
          if (wanted == null || wanted.contains(name)) {
            record.put(name, new ByteArrayByteIterator(value));
          }
        });
  }

  @Override
  public Map<String, byte[]> values() {
    return Collections.unmodifiableMap(values);
  }
}
