package dev.larder.cli.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON records: the payload is the record itself, byte for byte; its id and terms may be fields
 * of it.
 */
final class PlainRecords implements RecordFormat {
  private final String namespace;
  private final String kind;
  private final @Nullable String idPath;
  private final Map<String, List<String>> fieldsByPath;

  /**
   * Into a kind.
   *
   * @param idPath where the id is; null for the record's number
   * @param fieldsByPath the index fields that take what is at a path
   */
  PlainRecords(
      String namespace,
      String kind,
      @Nullable String idPath,
      Map<String, List<String>> fieldsByPath) {
    this.namespace = namespace;
    this.kind = kind;
    this.idPath = idPath;
    this.fieldsByPath = Map.copyOf(fieldsByPath);
  }

  @Override
  public Put<Payload> put(InputRecord.Read record) throws BadRecordException {
    Payload payload = Payload.json(Json.text(record));
    Found found = new Found(idPath == null ? number(record) : null);
    if (idPath != null || !fieldsByPath.isEmpty()) {
      search(record, found);
    }
    if (found.id == null) {
      throw new BadRecordException("no id: there is no text or number at " + idPath);
    }
    Put<Payload> put = Put.of(Key.of(namespace, kind, found.id), payload);
    return put.with(put.options().withIndexTerms(List.copyOf(found.terms)));
  }

  private static String number(InputRecord.Read record) {
    return String.format(Locale.ROOT, "%09d", record.number());
  }

  private void search(InputRecord.Read record, Found found) throws BadRecordException {
    try (JsonParser parser = Json.FACTORY.createParser(record.bytes())) {
      parser.nextToken();
      visit(parser, "", found);
      if (parser.nextToken() != null) {
        throw new BadRecordException("not JSON: something follows the record");
      }
    } catch (JsonProcessingException malformed) {
      throw Json.malformed(malformed);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void visit(JsonParser parser, String path, Found found) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        visit(parser, path.isEmpty() ? name : path + "." + name, found);
      }
    } else if (token == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        visit(parser, path, found);
      }
    } else if (token != JsonToken.VALUE_NULL && token != null) {
      found(parser, path, found);
    }
  }

  private void found(JsonParser parser, String path, Found found) throws IOException {
    if (path.equals(idPath) && found.id == null) {
      found.id = parser.getText();
    }
    List<String> fields = fieldsByPath.get(path);
    // There is nothing to look up in an empty value.
    if (fields != null && parser.getTextLength() > 0) {
      String value = parser.getText();
      fields.forEach(field -> found.terms.add(IndexTerm.of(field, value)));
    }
  }

  private static final class Found {
    private final Set<IndexTerm> terms = new LinkedHashSet<>();
    private @Nullable String id;

    Found(@Nullable String id) {
      this.id = id;
    }
  }
}
