package dev.larder.store.sqlite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.store.Invalidation;
import dev.larder.store.Invalidations;
import dev.larder.store.TagMark;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists in one column or parameter: JSON, which any SQLite shell and SQLite itself can read. */
final class JsonTexts {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonTexts() {}

  /** Writes {@code ["text",…]}. */
  static String ofTexts(Collection<String> texts) {
    return write(
        generator -> {
          for (String text : texts) {
            generator.writeString(text);
          }
        });
  }

  /** Writes {@code [[revision,microseconds],…]}. */
  static String ofInvalidations(Invalidations invalidations) {
    return write(
        generator -> {
          for (Invalidation invalidation : invalidations.ascending()) {
            generator.writeStartArray();
            generator.writeNumber(invalidation.revision());
            generator.writeNumber(Microseconds.of(invalidation.time()));
            generator.writeEndArray();
          }
        });
  }

  /** Reads what {@link #ofInvalidations} wrote. */
  static Invalidations invalidations(String text) {
    List<Long> flat = scalars(text, JsonToken.VALUE_NUMBER_INT, JsonParser::getLongValue);
    List<Invalidation> ascending = new ArrayList<>(flat.size() / 2);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      ascending.add(new Invalidation(flat.get(i), Microseconds.time(flat.get(i + 1))));
    }
    return ascending.isEmpty() ? Invalidations.NONE : new Invalidations(ascending);
  }

  /** Writes {@code [[revision,microseconds from,microseconds until],…]}. */
  static String ofSoftInvalidations(List<TagMark.Soft> soft) {
    return write(
        generator -> {
          for (TagMark.Soft each : soft) {
            generator.writeStartArray();
            generator.writeNumber(each.revision());
            generator.writeNumber(Microseconds.of(each.from()));
            generator.writeNumber(Microseconds.of(each.until()));
            generator.writeEndArray();
          }
        });
  }

  /** Reads what {@link #ofSoftInvalidations} wrote. */
  static List<TagMark.Soft> softInvalidations(String text) {
    List<Long> flat = scalars(text, JsonToken.VALUE_NUMBER_INT, JsonParser::getLongValue);
    List<TagMark.Soft> soft = new ArrayList<>(flat.size() / 3);
    for (int i = 0; i + 2 < flat.size(); i += 3) {
      Instant from = Microseconds.time(flat.get(i + 1));
      soft.add(new TagMark.Soft(flat.get(i), from, Microseconds.time(flat.get(i + 2))));
    }
    return soft;
  }

  /** Reads every text, at whatever depth, in order. */
  static List<String> strings(String text) {
    return scalars(text, JsonToken.VALUE_STRING, JsonParser::getText);
  }

  private interface Scalar<T> {
    T at(JsonParser parser) throws IOException;
  }

  private static <T> List<T> scalars(String text, JsonToken kind, Scalar<T> scalar) {
    List<T> scalars = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == kind) {
          scalars.add(scalar.at(parser));
        }
      }
      return scalars;
    } catch (IOException e) {
      throw new UncheckedIOException("a list in the database cannot be read", e);
    }
  }

  private interface Elements {
    void writeTo(JsonGenerator generator) throws IOException;
  }

  private static String write(Elements elements) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartArray();
      elements.writeTo(generator);
      generator.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot be written to memory", e);
    }
    return text.toString();
  }
}
