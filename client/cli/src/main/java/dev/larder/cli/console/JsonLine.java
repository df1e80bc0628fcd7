package dev.larder.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object on one line; fields come in the order of the calls. Null leaves a field out. Not
 * thread-safe; {@link #text} ends it.
 */
public final class JsonLine {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final double NANOS_PER_SECOND = 1e9;

  private final StringWriter text = new StringWriter();
  private final JsonGenerator generator;

  /** An empty object. */
  public JsonLine() {
    generator = open(text);
    write(JsonGenerator::writeStartObject);
  }

  /** Adds a string. */
  public JsonLine with(String name, @Nullable String value) {
    return value == null ? this : write(json -> json.writeStringField(name, value));
  }

  /** Adds an integer. */
  public JsonLine with(String name, long value) {
    return write(json -> json.writeNumberField(name, value));
  }

  /** Adds true or false. */
  public JsonLine with(String name, boolean value) {
    return write(json -> json.writeBooleanField(name, value));
  }

  /** Adds a number, rounded to six decimals. */
  public JsonLine with(String name, double value) {
    return write(json -> json.writeNumberField(name, Math.round(value * 1e6) / 1e6));
  }

  /** Adds a time in ISO 8601, UTC. */
  public JsonLine with(String name, @Nullable Instant value) {
    return with(name, value == null ? null : value.toString());
  }

  /** Adds a duration as {@link Durations#exact} text: "1h". */
  public JsonLine with(String name, @Nullable Duration value) {
    return with(name, value == null ? null : Durations.exact(value));
  }

  /** Adds a duration as a number of seconds. */
  public JsonLine withSeconds(String name, @Nullable Duration value) {
    return value == null
        ? this
        : with(name, value.getSeconds() + value.getNano() / NANOS_PER_SECOND);
  }

  /** Adds bytes in base64. */
  public JsonLine with(String name, byte[] value) {
    return write(json -> json.writeBinaryField(name, value));
  }

  /** Adds what is JSON already, on one line. */
  public JsonLine withJson(String name, String json) {
    return write(
        target -> {
          target.writeFieldName(name);
          target.writeRawValue(json);
        });
  }

  /** Adds a list of strings. */
  public JsonLine with(String name, Iterable<String> values) {
    return write(
        json -> {
          json.writeArrayFieldStart(name);
          for (String value : values) {
            json.writeString(value);
          }
          json.writeEndArray();
        });
  }

  /** Adds a list of objects, each filled by what {@code describe} does with it. */
  public <T> JsonLine withObjects(String name, Iterable<T> values, Describer<T> describe) {
    write(json -> json.writeArrayFieldStart(name));
    for (T value : values) {
      write(JsonGenerator::writeStartObject);
      describe.describe(this, value);
      write(JsonGenerator::writeEndObject);
    }
    return write(JsonGenerator::writeEndArray);
  }

  /** Adds an object of numbers. */
  public JsonLine withCounts(String name, Map<String, Long> counts) {
    return write(
        json -> {
          json.writeObjectFieldStart(name);
          for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
          }
          json.writeEndObject();
        });
  }

  /** Adds what another part of the program knows to say. */
  public JsonLine with(Consumer<JsonLine> fields) {
    fields.accept(this);
    return this;
  }

  /** The object, without a line end. Call it once, last. */
  public String text() {
    write(
        json -> {
          json.writeEndObject();
          json.close();
        });
    return text.toString();
  }

  private JsonLine write(Step step) {
    try {
      step.write(generator);
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static JsonGenerator open(StringWriter target) {
    try {
      return FACTORY.createGenerator(target);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Fills the object of one value. */
  public interface Describer<T> {
    /** Adds the fields of a value. */
    void describe(JsonLine line, T value);
  }

  private interface Step {
    void write(JsonGenerator json) throws IOException;
  }
}
