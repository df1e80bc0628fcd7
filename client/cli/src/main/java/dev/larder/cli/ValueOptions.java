package dev.larder.cli;

import dev.larder.cli.console.Console;
import dev.larder.cli.console.FileFailure;
import dev.larder.cli.console.UsageException;
import dev.larder.cli.console.Utf8;
import dev.larder.client.Payload;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The value to put. */
final class ValueOptions {
  @Option(
      names = "--json",
      paramLabel = "TEXT",
      description = "The value as JSON, kept byte for byte.")
  private @Nullable String json;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "The value as text, kept as bytes in UTF-8.")
  private @Nullable String text;

  @Option(names = "--data", paramLabel = "BASE64", description = "The value as bytes, in base64.")
  private @Nullable String data;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The value is what this file holds; - is standard input.")
  private @Nullable String file;

  @Option(
      names = "--negative",
      description = "No value: the origin said that the object does not exist.")
  private boolean negative;

  @Option(
      names = "--as",
      paramLabel = "FORM",
      defaultValue = "auto",
      description =
          "The form of VALUE, of a file and of standard input: json, data, or auto, which is json when it"
              + " begins with { or [ and data otherwise. Default: auto.")
  private Form form = Form.AUTO;

  /** The payload; null for a negative put. {@code value} is the argument, if there is one. */
  @Nullable Payload payloadOrNull(@Nullable String value, Console console) throws IOException {
    long given =
        Stream.of(value, json, text, data, file, negative ? "" : null)
            .filter(option -> option != null)
            .count();
    if (given > 1) {
      throw new UsageException("give one of VALUE, --json, --text, --data, --file and --negative");
    }
    if (negative) {
      return null;
    }
    if (json != null) {
      return Payload.json(json);
    }
    if (text != null) {
      return Payload.text(text);
    }
    return data == null ? unformed(value, console) : Payload.bytes(decode(data));
  }

  private Payload unformed(@Nullable String value, Console console) throws IOException {
    if (value != null) {
      return form.payload(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    if (file != null && !file.equals("-")) {
      return form.payload(read(file));
    }
    if (file == null && console.terminals().in()) {
      throw new UsageException("no value: give --json, --text, --data or --file, or pipe it in");
    }
    return form.payload(console.in().readAllBytes());
  }

  private static byte[] read(String file) throws IOException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException failure) {
      throw FileFailure.of(file, failure);
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new UsageException("--data is not base64", malformed);
    }
  }

  /** How bytes are taken. */
  enum Form {
    AUTO,
    JSON,
    DATA;

    Payload payload(byte[] bytes) {
      boolean isJson = this == JSON || (this == AUTO && looksLikeJson(bytes));
      try {
        return isJson ? Payload.json(Utf8.decode(bytes)) : Payload.bytes(bytes);
      } catch (CharacterCodingException binary) {
        if (this == JSON) {
          throw new UsageException("the value is not JSON: it is not UTF-8", binary);
        }
        return Payload.bytes(bytes);
      }
    }

    private static boolean looksLikeJson(byte[] bytes) {
      for (byte next : bytes) {
        if (!Character.isWhitespace(next)) {
          return next == '{' || next == '[';
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
