package dev.larder.cli.transfer;

import dev.larder.cli.console.UsageException;
import dev.larder.client.Capabilities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the records of an import are. */
final class RecordOptions {
  private static final int SMALLEST_RECORD_BOUND = 1 << 20;
  private static final int LARGEST_RECORD_BOUND = 1 << 30;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "larder: a line each as export writes it, such as {\"id\":\"U1\",\"json\":\"{}\"}, with json, text, data"
            + " (base64), value or negative, and if wanted kind, fetch_time, fresh, stale_while_revalidate,"
            + " stale_if_error, terms, tags, content_type, content_encoding and origin_validator.",
        "records: any JSON; the payload is the record itself, byte for byte.",
        "Default: records with --array, --id-field or --term, else larder."
      })
  private @Nullable FormatName format;

  @Option(
      names = "--array",
      description =
          "The file is one JSON array, and its elements are the records. Default: a record a line.")
  private boolean array;

  @Option(
      names = "--id-field",
      paramLabel = "PATH",
      description =
          "Where in a record its id is: id, user.id. Default: the record's number in nine digits.")
  private @Nullable String idField;

  @Option(
      names = "--term",
      paramLabel = "FIELD=PATH",
      description =
          "An index field that takes what is at a path in the record: name=profile.name. Of an array, every"
              + " element. May be repeated.")
  private List<String> terms = new ArrayList<>();

  boolean isArray() {
    return array;
  }

  /** Of records that all go to one kind, or when {@code kind} is null each to its own. */
  RecordFormat format(String namespace, @Nullable String kind) {
    if (chosen() == FormatName.LARDER) {
      return new LarderRecords(namespace, kind);
    }
    if (kind == null) {
      throw new UsageException("name a KIND before the file");
    }
    return plain(namespace, kind);
  }

  /** Of the members of a collection, which are all of its kind. */
  RecordFormat membersFormat(String namespace, String kind) {
    return chosen() == FormatName.LARDER
        ? LarderRecords.ofKind(namespace, kind)
        : plain(namespace, kind);
  }

  private FormatName chosen() {
    boolean isPlain = idField != null || !terms.isEmpty();
    if (format == FormatName.LARDER && isPlain) {
      throw new UsageException("--id-field and --term go with --format records");
    }
    return format == null ? (isPlain || array ? FormatName.RECORDS : FormatName.LARDER) : format;
  }

  private PlainRecords plain(String namespace, String kind) {
    return new PlainRecords(namespace, kind, idField, fieldsByPath());
  }

  /**
   * Room for a payload and, in the format larder, for what stands around it and for its escapes.
   */
  int maxRecordBytes(Capabilities capabilities) {
    long bound = Math.max(SMALLEST_RECORD_BOUND, 4 * capabilities.maxPayloadBytes());
    return (int) Math.min(LARGEST_RECORD_BOUND, bound);
  }

  private Map<String, List<String>> fieldsByPath() {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String term : terms) {
      int equals = term.indexOf('=');
      if (equals < 1 || equals == term.length() - 1) {
        throw new UsageException("--term " + term + ": write FIELD=PATH, as in --term name=name");
      }
      fields
          .computeIfAbsent(term.substring(equals + 1), path -> new ArrayList<>())
          .add(term.substring(0, equals));
    }
    return fields;
  }

  /** The names of the formats. */
  enum FormatName {
    LARDER,
    RECORDS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
