package dev.larder.cli.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.cli.console.Durations;
import dev.larder.cli.console.Instants;
import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What export writes: an object for each, with its id, its payload and the rest. Fields that only
 * the server can set are passed over; one that is not known makes the record a bad one.
 */
final class LarderRecords implements RecordFormat {
  /** What export, get and lookup say of an object, and nobody can put. */
  private static final Set<String> OF_OUTPUT =
      Set.of("revision", "etag", "outcome", "read_revision", "age_seconds", "fresh_for_seconds");

  private final String namespace;
  private final @Nullable String kind;
  private final boolean onlyThatKind;

  /** Into a kind, or each into the kind that it names when {@code kind} is null. */
  LarderRecords(String namespace, @Nullable String kind) {
    this(namespace, kind, false);
  }

  private LarderRecords(String namespace, @Nullable String kind, boolean onlyThatKind) {
    this.namespace = namespace;
    this.kind = kind;
    this.onlyThatKind = onlyThatKind;
  }

  /** Into a kind; a record that names another is a bad one. */
  static LarderRecords ofKind(String namespace, String kind) {
    return new LarderRecords(namespace, kind, true);
  }

  @Override
  public Put<Payload> put(InputRecord.Read record) throws BadRecordException {
    LarderRecord fields = read(record);
    if (onlyThatKind && fields.kind != null && !fields.kind.equals(kind)) {
      throw new BadRecordException("kind is " + fields.kind + ", and not " + kind);
    }
    return fields.put(namespace, kind);
  }

  /** The key that an export gave to a record, whether it can be put or not. */
  static Key exportedKey(InputRecord.Read record) throws BadRecordException {
    LarderRecord fields = read(record);
    if (fields.namespace == null) {
      throw new BadRecordException("no namespace");
    }
    return fields.key(fields.namespace, null);
  }

  private static LarderRecord read(InputRecord.Read record) throws BadRecordException {
    String text = Json.text(record);
    LarderRecord fields = new LarderRecord();
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadRecordException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        read(parser, name, fields);
      }
      if (parser.nextToken() != null) {
        throw new BadRecordException("not JSON: something follows the object");
      }
    } catch (JsonProcessingException malformed) {
      throw Json.malformed(malformed);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return fields;
  }

  private static void read(JsonParser parser, String name, LarderRecord fields)
      throws IOException, BadRecordException {
    try {
      switch (name) {
        case "namespace" -> fields.namespace = stringOrNull(parser);
        case "id" -> fields.id = string(parser, name);
        case "kind" -> fields.kind = string(parser, name);
        case "json" -> fields.payload(Payload.json(string(parser, name)));
        case "text" -> fields.payload(Payload.text(string(parser, name)));
        case "data" -> fields.payload(Payload.bytes(bytes(string(parser, name))));
        case "value" -> fields.payload(Payload.json(structure(parser)));
        case "negative" -> fields.negative = truth(parser, name);
        case "content_type" -> fields.contentType = string(parser, name);
        case "content_encoding" -> fields.contentEncoding = string(parser, name);
        case "fetch_time" -> fields.fetchTime = Instants.parse(string(parser, name));
        case "fresh" -> fields.fresh = Durations.parse(string(parser, name));
        case "stale_while_revalidate" ->
            fields.staleWhileRevalidate = Durations.parse(string(parser, name));
        case "stale_if_error" -> fields.staleIfError = Durations.parse(string(parser, name));
        case "origin_validator" -> fields.originValidator = string(parser, name);
        case "delete_time" -> fields.deleted = true;
        case "terms" -> terms(parser, fields);
        case "tags" -> tags(parser, fields);
        default -> passOver(parser, name);
      }
    } catch (IllegalArgumentException malformed) {
      throw new BadRecordException(name + ": " + malformed.getMessage(), malformed);
    }
  }

  private static void passOver(JsonParser parser, String name)
      throws IOException, BadRecordException {
    if (!OF_OUTPUT.contains(name)) {
      throw new BadRecordException("unknown field: " + name);
    }
    parser.skipChildren();
  }

  private static String string(JsonParser parser, String name)
      throws IOException, BadRecordException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadRecordException(name + " is not a string");
    }
    return parser.getText();
  }

  private static boolean truth(JsonParser parser, String name) throws BadRecordException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new BadRecordException(name + " is neither true nor false");
    };
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("not base64", malformed);
    }
  }

  /** For a field that import passes over, whatever it is. */
  private static @Nullable String stringOrNull(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private static String structure(JsonParser parser) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = Json.FACTORY.createGenerator(text)) {
      generator.copyCurrentStructureExact(parser);
    }
    return text.toString();
  }

  private static void terms(JsonParser parser, LarderRecord fields)
      throws IOException, BadRecordException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadRecordException("terms is not an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      fields.terms.add(term(parser));
    }
  }

  private static void tags(JsonParser parser, LarderRecord fields)
      throws IOException, BadRecordException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadRecordException("tags is not an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      fields.tags.add(string(parser, "a tag"));
    }
  }

  private static IndexTerm term(JsonParser parser) throws IOException, BadRecordException {
    String field = null;
    String value = null;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadRecordException("a term is not an object with field and value");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "field" -> field = string(parser, "field");
        case "value" -> value = string(parser, "value");
        default -> throw new BadRecordException("a term has an unknown field: " + name);
      }
    }
    if (field == null || value == null) {
      throw new BadRecordException("a term lacks its field or its value");
    }
    return IndexTerm.of(field, value);
  }
}
