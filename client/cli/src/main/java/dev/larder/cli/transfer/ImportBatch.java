package dev.larder.cli.transfer;

import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records that are sent together. Handed from the thread that fills it to the one that sends it.
 */
final class ImportBatch {
  private final List<Numbered> puts = new ArrayList<>();
  private final Set<Key> keys = new HashSet<>();
  private long bytes;
  private long lastRecord;
  private long bad;

  void add(long number, Put<Payload> put) {
    puts.add(new Numbered(number, put));
    keys.add(put.key());
    bytes += size(put);
    lastRecord = number;
  }

  /** A record that is not sent. */
  void addBad(long number) {
    bad++;
    lastRecord = number;
  }

  boolean isEmpty() {
    return puts.isEmpty() && bad == 0;
  }

  boolean contains(Key key) {
    return keys.contains(key);
  }

  List<Numbered> puts() {
    return puts;
  }

  Set<Key> keys() {
    return keys;
  }

  /** About how large the request will be. */
  long bytes() {
    return bytes;
  }

  long lastRecord() {
    return lastRecord;
  }

  /** How many of its records were bad before it was sent. */
  long bad() {
    return bad;
  }

  static long size(Put<Payload> put) {
    Payload payload = put.valueOrNull();
    return 256L + put.key().id().length() + (payload == null ? 0 : payload.size());
  }

  /** A put and the number of its record. */
  record Numbered(long number, Put<Payload> put) {}
}
