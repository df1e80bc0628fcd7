package dev.larder.cli.transfer;

import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import dev.larder.client.PutOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records that are sent together. Handed from the thread that fills it to the one that sends it.
 */
final class ImportBatch {
  /** More than the tags, lengths and times of a put take. */
  private static final long FRAME_BYTES = 256;

  /** More than the tags and lengths of a term take. */
  private static final long TERM_FRAME_BYTES = 24;

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

  /** At most how large the request will be. */
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

  /** At most how many bytes a put takes in a request. */
  static long size(Put<Payload> put) {
    PutOptions options = put.options();
    return FRAME_BYTES
        + size(put.key())
        + size(put.valueOrNull())
        + size(options.contentType())
        + size(options.contentEncoding())
        + size(options.originValidator())
        + options.indexTerms().stream().mapToLong(ImportBatch::size).sum()
        + options.tags().stream().mapToLong(tag -> TERM_FRAME_BYTES + size(tag)).sum();
  }

  private static long size(Key key) {
    return size(key.namespace()) + size(key.kind()) + size(key.id());
  }

  private static long size(IndexTerm term) {
    return TERM_FRAME_BYTES + size(term.field()) + size(term.value());
  }

  private static long size(@Nullable Payload payload) {
    return payload == null
        ? 0
        : payload.size() + size(payload.contentType()) + size(payload.contentEncoding());
  }

  private static long size(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A put and the number of its record. */
  record Numbered(long number, Put<Payload> put) {}
}
