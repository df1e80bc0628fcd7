package dev.larder.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link MetadataWriter} wrote, in the same order. What cannot be read fails as a
 * damaged value.
 */
final class MetadataReader {
  private static final int MOST_SHIFT = 63;

  private final byte[] bytes;
  private int next;

  MetadataReader(byte @Nullable [] bytes) throws SQLException {
    if (bytes == null) {
      throw damaged();
    }
    this.bytes = bytes;
  }

  long number() throws SQLException {
    long value = 0;
    int shift = 0;
    byte read;
    do {
      if (next >= bytes.length || shift > MOST_SHIFT) {
        throw damaged();
      }
      read = bytes[next++];
      value |= (read & 0x7fL) << shift;
      shift += 7;
    } while (read < 0);
    return (value >>> 1) ^ -(value & 1);
  }

  /** A number that counts something which the rest of the bytes hold. */
  int count() throws SQLException {
    long count = number();
    if (count < 0 || count > bytes.length - next) {
      throw damaged();
    }
    return (int) count;
  }

  String text() throws SQLException {
    int length = count();
    String text = length == 0 ? "" : new String(bytes, next, length, StandardCharsets.UTF_8);
    next += length;
    return text;
  }

  byte[] bytes() throws SQLException {
    int length = count();
    next += length;
    return Arrays.copyOfRange(bytes, next - length, next);
  }

  /** Fails where something is left. */
  void requireEnd() throws SQLException {
    if (next != bytes.length) {
      throw damaged();
    }
  }

  /** A number from 0 to the most. */
  long number(long most) throws SQLException {
    long number = number();
    if (number < 0 || number > most) {
      throw damaged();
    }
    return number;
  }

  static SQLException damaged() {
    return DatabaseCheck.damagedValue("the metadata of an entry cannot be read", null);
  }
}
