package dev.larder.model;

/** The one measure of an entry's size: quotas, statistics and the hot tier all use it. */
final class EntryWeight {
  private static final long FLAT = 128;

  private EntryWeight() {}

  static long of(ObjectKey key, Content content) {
    long weight = FLAT + key.id().length() + content.originValidator().length();
    for (IndexTerm term : content.indexTerms()) {
      weight += term.field().length() + term.value().length();
    }
    for (String tag : content.tags()) {
      weight += tag.length();
    }
    Payload payload = content.payload();
    return payload == null
        ? weight
        : weight
            + payload.bytes().size()
            + payload.contentType().length()
            + payload.contentEncoding().length();
  }
}
