package dev.larder.cli.bench;

import dev.larder.client.Key;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;

/** What is read and written. Thread-safe. */
final class Workload {
  private static final String KIND = "objects";

  private final String namespace;
  private final int keys;
  private final KeyChooser chooser;
  private final double readShare;
  private final byte[] value;

  Workload(
      String namespace,
      int keys,
      KeyChooser.Distribution distribution,
      double readShare,
      int valueBytes,
      long seed) {
    this.namespace = namespace;
    this.keys = keys;
    this.chooser = distribution.of(keys);
    this.readShare = readShare;
    this.value = new byte[valueBytes];
    new Random(seed).nextBytes(value);
  }

  int keys() {
    return keys;
  }

  Key key(int number) {
    return Key.of(namespace, KIND, String.format(Locale.ROOT, "key-%09d", number));
  }

  Key nextKey(RandomGenerator random) {
    return key(chooser.next(random));
  }

  boolean nextIsRead(RandomGenerator random) {
    return random.nextDouble() < readShare;
  }

  /** A value unlike the one before. */
  byte[] nextValue(RandomGenerator random) {
    byte[] next = value.clone();
    if (next.length >= Long.BYTES) {
      ByteBuffer.wrap(next).putLong(random.nextLong());
    }
    return next;
  }
}
