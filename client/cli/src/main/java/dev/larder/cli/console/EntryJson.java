package dev.larder.cli.console;

import dev.larder.client.CachedObject;
import dev.larder.client.EntryMetadata;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An object as a line of JSON: what get, lookup and export print and import reads. A payload that
 * was put as JSON text is a string, so that every byte of it, line ends too, comes back; bytes are
 * base64; a value is the value itself.
 */
public final class EntryJson {
  private EntryJson() {}

  /** Adds the parts of a key. */
  public static void key(JsonLine line, Key key) {
    line.with("namespace", key.namespace()).with("kind", key.kind()).with("id", key.id());
  }

  /** Adds what import needs to put the same object again, and its revision and etag. */
  public static void stored(JsonLine line, CachedObject<Payload> object) {
    EntryMetadata metadata = object.metadata();
    key(line, object.key());
    payload(line, object.valueOrNull());
    if (metadata.negative()) {
      line.with("negative", true);
    }
    line.with("content_type", orNull(metadata.contentType()))
        .with("content_encoding", orNull(metadata.contentEncoding()))
        .with("fetch_time", metadata.fetchTime())
        .with("fresh", metadata.lifetime().fresh())
        .with("stale_while_revalidate", metadata.lifetime().staleWhileRevalidate())
        .with("stale_if_error", metadata.lifetime().staleIfError());
    if (!metadata.indexTerms().isEmpty()) {
      line.withObjects(
          "terms",
          metadata.indexTerms(),
          (item, term) -> item.with("field", term.field()).with("value", term.value()));
    }
    if (!metadata.tags().isEmpty()) {
      line.with("tags", metadata.tags());
    }
    line.with("origin_validator", orNull(metadata.originValidator()))
        .with("revision", metadata.revision())
        .with("etag", orNull(metadata.etag()))
        .with("delete_time", metadata.deleteTime());
  }

  /** Adds the same and its age, in seconds, as a read sees it. */
  public static void served(JsonLine line, CachedObject<Payload> object) {
    stored(line, object);
    line.withSeconds("age_seconds", object.age())
        .withSeconds("fresh_for_seconds", object.freshFor());
  }

  private static void payload(JsonLine line, @Nullable Payload payload) {
    if (payload == null) {
      return;
    }
    switch (payload.form()) {
      case JSON -> line.with("json", payload.text());
      case VALUE -> line.withJson("value", payload.text());
      case BYTES -> line.with("data", payload.toByteArray());
    }
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The start of a payload on one line, for tables: text as it is, bytes in base64. */
  public static String excerpt(@Nullable Payload payload, int columns) {
    if (payload == null) {
      return "";
    }
    String text = firstText(payload, columns);
    String line = TextTable.printable(text.strip());
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
  }

  private static String firstText(Payload payload, int columns) {
    if (payload.form() != Payload.Form.BYTES) {
      return payload.text();
    }
    byte[] bytes = payload.toByteArray();
    try {
      return Utf8.decode(bytes);
    } catch (CharacterCodingException binary) {
      int shown = Math.min(bytes.length, columns);
      return "base64:" + Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes, shown));
    }
  }
}
