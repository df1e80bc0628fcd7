package dev.larder.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Whether a text is JSON as RFC 8259 defines it: one value, the whole text, no comments, no byte
 * order mark, nesting no deeper than {@link #DEEPEST}. As the RFC allows, a name may stand more
 * than once in an object, and a string may hold a lone surrogate by escape; a name may not.
 */
final class JsonText {
  /**
   * Parsers of clients must be able to read what they get; theirs give up between 500 and 1000
   * levels.
   */
  static final int DEEPEST = 500;

  /**
   * Names are neither interned nor remembered: they are the clients' choice, and a table of them
   * would be theirs to fill. Lengths are bounded by the message's alone.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /** Fails with JSON_INVALID unless the text is JSON. */
  static void check(String text, String field) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw CacheException.invalid(Reason.JSON_INVALID, field, "must not be empty");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw CacheException.invalid(Reason.JSON_INVALID, field, "more than one JSON value");
      }
    } catch (JsonProcessingException e) {
      throw CacheException.invalid(Reason.JSON_INVALID, field, where(e));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
  }

  /**
   * The position alone: the parser's own message quotes what it met, which may be anything and any
   * length.
   */
  private static String where(JsonProcessingException failure) {
    var location = failure.getLocation();
    return location == null
        ? "does not parse"
        : "does not parse at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
