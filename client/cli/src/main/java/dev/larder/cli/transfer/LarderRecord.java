package dev.larder.cli.transfer;

import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.Lifetime;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import dev.larder.client.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of one record while it is read. */
final class LarderRecord {
  final List<IndexTerm> terms = new ArrayList<>();
  final List<String> tags = new ArrayList<>();
  @Nullable String namespace;
  @Nullable String id;
  @Nullable String kind;
  boolean negative;
  boolean deleted;
  @Nullable String contentType;
  @Nullable String contentEncoding;
  @Nullable Instant fetchTime;
  @Nullable Duration fresh;
  @Nullable Duration staleWhileRevalidate;
  @Nullable Duration staleIfError;
  String originValidator = "";
  private @Nullable Payload payload;

  void payload(Payload value) throws BadRecordException {
    if (payload != null) {
      throw new BadRecordException("more than one of json, text, data and value");
    }
    payload = value;
  }

  Key key(String namespace, @Nullable String kindForAll) throws BadRecordException {
    String chosen = kindForAll == null ? kind : kindForAll;
    if (id == null) {
      throw new BadRecordException("no id; records of another make need --format records");
    }
    if (chosen == null) {
      throw new BadRecordException("no kind; name one on the command line");
    }
    return Key.of(namespace, chosen, id);
  }

  Put<Payload> put(String namespace, @Nullable String kindForAll) throws BadRecordException {
    Key key = key(namespace, kindForAll);
    if (deleted) {
      throw new BadRecordException("a deleted object cannot be put");
    }
    if (negative == (payload != null)) {
      throw new BadRecordException("none of json, text, data and value, or one and negative too");
    }
    return new Put<>(key, payload, options());
  }

  private PutOptions options() {
    return PutOptions.defaults()
        .withLifetime(new Lifetime(fresh, staleWhileRevalidate, staleIfError))
        .withFetchTime(fetchTime)
        .withIndexTerms(terms)
        .withTags(tags)
        .withOriginValidator(originValidator)
        .withContentType(contentType)
        .withContentEncoding(contentEncoding);
  }
}
