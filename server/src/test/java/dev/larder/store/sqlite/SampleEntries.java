package dev.larder.store.sqlite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Made-up keys and payloads for {@link LayoutMeasurement}: the same ones in every run.
 *
 * <p>Neighbouring indexes have unrelated ids, so that going through them in order visits the keys
 * in random order. Payloads do not compress and vary by a tenth around the size asked for.
 */
final class SampleEntries {
  private static final List<String> KINDS = List.of("users", "conversations", "messages");
  private static final int NAMESPACES = 20;
  private static final int POOL_BYTES = 1 << 20;

  private final int count;
  private final int payloadBytes;
  private final byte[] pool = new byte[POOL_BYTES];

  /** A key; {@code kindId} stands for namespace and kind. */
  record SampleKey(String namespace, String kind, int kindId, String id) {}

  SampleEntries(int count, int payloadBytes) {
    this.count = count;
    this.payloadBytes = payloadBytes;
    new Random(7070).nextBytes(pool);
  }

  int count() {
    return count;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  SampleKey key(int index) {
    int namespace = index % NAMESPACES;
    int kind = index / NAMESPACES % KINDS.size();
    return new SampleKey(
        "workspace-" + namespace,
        KINDS.get(kind),
        1 + namespace * KINDS.size() + kind,
        "U" + Long.toString(mix(index) >>> 12, 36).toUpperCase(Locale.ROOT));
  }

  /** The payload of an entry; another version has other bytes and another size. */
  byte[] payload(int index, int version) {
    long hash = mix(index * 31L + version + 1);
    int tenth = Math.max(1, payloadBytes / 10);
    int size = payloadBytes - tenth + (int) Long.remainderUnsigned(hash, 2L * tenth + 1);
    int offset = (int) Long.remainderUnsigned(hash >>> 20, POOL_BYTES - size);
    return Arrays.copyOfRange(pool, offset, offset + size);
  }

  /** 22 characters, as 128 bits in base 64 have. */
  String etag(int index, int version) {
    String digits = Long.toUnsignedString(mix(index * 17L + version), 36);
    return (digits + "0123456789abcdefghijkl").substring(0, 22);
  }

  /** The n-th member of a set of indexes that are spread over all of them. */
  int spread(int n) {
    return (int) Long.remainderUnsigned(mix(n * 0x51ED27L + 99), count);
  }

  /** A number between zero and the bound that depends on the entry and the version only. */
  long jitter(int index, int version, long bound) {
    return Long.remainderUnsigned(mix(index * 13L + version * 7L + 5), bound);
  }

  private static long mix(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
